"""Where the documents are, and what they are made of."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def name_of(path: Path) -> str:
    """Path below the repository, for names of tests and messages."""
    return path.relative_to(ROOT).as_posix()


def without_code(text: str) -> str:
    """Text without its fenced blocks and inline code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))


def headings(text: str) -> list[str]:
    """Headings of a page in order, without their marks."""
    return re.findall(
        r"^#{1,6} +(.+?) *$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M
    )


def anchor(heading: str) -> str:
    """The fragment under which a heading is found on the web."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def sections(text: str) -> dict[str, str]:
    """Text below each heading up to the next one of any level."""
    parts = re.split(r"^#{1,6} +(.+?) *$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))
