"""What the tests of the desktop share."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged; nothing is rendered."""
    with capture_logs() as entries:
        yield entries
