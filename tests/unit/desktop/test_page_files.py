"""The page's files as served."""

import re

import pytest

from callcenter_cti.desktop.page_files import PageFiles
from tests.fakes.agent_floor import AgentFloor


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/desktop/", "text/html"),
        ("/desktop/desktop.css", "text/css"),
        ("/desktop/desktop.js", "text/javascript"),
        ("/desktop/icon.svg", "image/svg+xml"),
    ],
)
async def test_file_is_served_and_then_known(path: str, content_type: str) -> None:
    """The second time costs no body, and the page is asked for each time."""
    floor = AgentFloor()

    async with floor.served(), floor.client() as client:
        async with client.get(path) as first:
            body = await first.read()
        known = {"If-None-Match": first.headers["ETag"]}
        async with client.get(path, headers=known) as second:
            again = await second.read()

    assert first.content_type == content_type
    assert first.headers["Cache-Control"] == "no-cache"
    assert body
    assert (second.status, again) == (304, b"")


def test_page_needs_nothing_from_elsewhere_and_no_inline_script() -> None:
    """The strict content policy would refuse it, and a bank's browser has no internet."""
    page = PageFiles()
    page.read()
    files = {name: file.body.decode() for name, file in page._files.items()}

    for name, text in files.items():
        links = set(re.findall(r"https?://[^\s\"')]+", text)) - {"http://www.w3.org/2000/svg"}
        assert not links, name
        assert "innerHTML" not in text, name
        assert "insertAdjacentHTML" not in text, name
    assert not re.search(r"<script(?![^>]*\bsrc=)", files["index.html"])
    assert not re.search(r"\son\w+=|\sstyle=", files["index.html"])


def test_every_module_that_the_page_imports_is_shipped() -> None:
    """A forgotten file shows in no other unit test."""
    page = PageFiles()
    page.read()
    files = page._files
    wanted = set()
    for file in files.values():
        text = file.body.decode()
        wanted |= set(re.findall(r'from "\./([\w.]+)"', text))
        wanted |= set(re.findall(r'(?:href|src)="([\w.]+)"', text))

    assert len(wanted) >= 7
    assert wanted <= set(files)
