"""A reader who follows a link arrives."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, anchor, headings, name_of, without_code

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_inside_the_repository_resolves(page: Path) -> None:
    """Files exist, and a fragment is a heading of its page."""
    broken = [
        target
        for target in LINK.findall(without_code(page.read_text()))
        if "://" not in target and not _resolves(page, target)
    ]

    assert broken == []


def test_every_page_can_be_reached_from_the_first() -> None:
    """A page that nobody links to is not read."""
    index = next(page for page in PAGES if name_of(page) == "docs/index.md")
    reached: set[Path] = set()
    to_read = [index]
    while to_read:
        page = to_read.pop()
        if page not in reached:
            reached.add(page)
            to_read += [found for found in _linked_pages(page) if found in PAGES]

    lost = {name_of(page) for page in PAGES if page.is_relative_to(index.parent)}
    lost -= {name_of(page) for page in reached}

    assert lost == set()


def _linked_pages(page: Path) -> list[Path]:
    targets = LINK.findall(without_code(page.read_text()))
    return [(page.parent / target.split("#")[0]).resolve() for target in targets]


def _resolves(page: Path, target: str) -> bool:
    path, _, fragment = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return False
    return not fragment or fragment in {anchor(line) for line in headings(file.read_text())}
