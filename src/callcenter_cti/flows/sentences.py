"""The catalogues of what flows say: one file a language, beside the flows that say it."""

from pathlib import Path
from typing import Final

from callcenter_cti.ivr.catalogue import Catalogue, load_catalogues

FOLDER: Final = Path(__file__).parent / "prompts"


def catalogues() -> tuple[Catalogue, ...]:
    """Return every language's catalogue; all have the same keys.

    Raises:
        CatalogueError: a file is wrong.
    """
    return load_catalogues(FOLDER)


def flow_sources() -> tuple[str, ...]:
    """Return the text of every module of flows: they name the prompts that they play."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return tuple(module.read_text(encoding="utf-8") for module in modules)
