"""Every package that the engine needs has a reason."""

import re
import tomllib

from tests.docs.pages import ROOT, sections

PAGE = ROOT / "docs/explanation/dependencies.md"


def test_the_page_lists_exactly_the_dependencies_each_with_a_reason() -> None:
    """Whoever adds a package says why; whoever drops one drops its line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {_name(line) for line in project["dependencies"]}
    wanted |= {
        _name(line) for extra in project["optional-dependencies"].values() for line in extra
    }

    rows = re.findall(r"^\| `([^`]+)` \| (.*?) \|", PAGE.read_text(), re.M)

    assert {name for name, _ in rows} == wanted
    assert [name for name, reason in rows if len(reason.split()) < 4] == []


def test_the_page_speaks_of_what_was_rejected() -> None:
    """A reason is worth more beside its alternative."""
    assert "What we left out" in sections(PAGE.read_text())


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None
    return found[0]
