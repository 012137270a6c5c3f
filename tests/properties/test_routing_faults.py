"""The properties of routing can fail: each fault is found out by the check named for it."""

import pytest

from tests.properties.breakage import Fault
from tests.properties.routing_faults import FAULTS
from tests.properties.watched_floor import WatchedFloor


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_out(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the check that is named for the property that it breaks."""
    fault.breaks(monkeypatch)

    with pytest.raises(AssertionError, match=f"^({fault.found})"):
        fault.story(WatchedFloor(fault.policy, now=0.0))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_is_found_where_nothing_is_broken(fault: Fault) -> None:
    """The story alone is no reason."""
    fault.story(WatchedFloor(fault.policy, now=0.0))
