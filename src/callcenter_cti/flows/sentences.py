"""The catalogues of what flows say: one file a language, beside the flows that say it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from callcenter_cti.ivr.catalogue import Catalogue, load_catalogue

FOLDER: Final = Path(__file__).parent / "prompts"


def catalogues() -> Iterator[Catalogue]:
    """Yield every language's catalogue.

    Raises:
        CatalogueError: a file is wrong.
    """
    for path in sorted(FOLDER.glob("*.yaml")):
        yield load_catalogue(path)
