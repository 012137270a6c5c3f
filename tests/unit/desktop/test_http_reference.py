"""docs/reference/http.md names every route, message and field."""

from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from callcenter_cti.desktop import messages
from callcenter_cti.desktop.profile import PastContact
from tests.fakes.agent_floor import AgentFloor

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "http.md").read_text()


async def test_every_route_is_described() -> None:
    """With its method and path; the page's files stand for themselves."""
    app = AgentFloor().desktop.application()

    routes = {
        f"`{route.method} {route.resource.canonical}`"
        for route in app.router.routes()
        if route.method != "HEAD" and route.resource is not None
    }
    routes -= {"`GET /`", "`GET /desktop`", "`GET /desktop/{name}`"}

    assert len(routes) == 6
    assert [route for route in routes if route not in PAGE] == []


def test_every_message_and_field_is_described() -> None:
    """A desktop of one's own can be written from this page."""
    kinds: list[type[BaseModel]] = [
        *get_args(messages.FromDesktop),
        *get_args(messages.ToDesktop),
    ]
    described: list[type[BaseModel]] = [*kinds, messages.Reason, PastContact]
    wanted = {name for kind in described for name in kind.model_fields}
    types = {str(get_args(kind.model_fields["type"].annotation)[0]) for kind in kinds}

    assert len(types) == 10
    assert [word for word in (wanted | types) if f"`{word}`" not in PAGE] == []
