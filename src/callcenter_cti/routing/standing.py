"""What an agent is to a caller who waits: his state and his phone in one word, for counting."""

from enum import IntEnum
from typing import Final, Protocol

from callcenter_cti.domain.agents import AgentState, DeviceState


class Standing(Protocol):
    """An agent, as far as this module looks."""

    state: AgentState
    device: DeviceState


class Column(IntEnum):
    """What an agent is to a caller who waits: the columns that are counted for each pool."""

    FREE = 0
    LOGGED_OUT = 1
    NOT_READY = 2
    PHONE_IN_USE = 3
    PHONE_UNREACHABLE = 4
    RESERVED = 5
    RINGING = 6
    TALKING = 7
    HOLD = 8
    WRAP_UP = 9
    UNKNOWN = 10


AT_WORK: Final = (
    Column.FREE,
    Column.PHONE_IN_USE,
    Column.RESERVED,
    Column.RINGING,
    Column.TALKING,
    Column.HOLD,
    Column.WRAP_UP,
)
"""Columns of agents who take calls, now or after the present one."""
IS_AT_WORK: Final = tuple(column in AT_WORK for column in Column)
"""The same by column."""
STAFFED: Final = (*AT_WORK, Column.NOT_READY, Column.PHONE_UNREACHABLE)
"""Columns of agents who are logged in."""
IS_STAFFED: Final = tuple(column in STAFFED for column in Column)
"""The same by column."""
_BY_STATE: Final = {
    AgentState.LOGGED_OUT: Column.LOGGED_OUT,
    AgentState.NOT_READY: Column.NOT_READY,
    AgentState.RESERVED: Column.RESERVED,
    AgentState.RINGING: Column.RINGING,
    AgentState.TALKING: Column.TALKING,
    AgentState.HOLD: Column.HOLD,
    AgentState.WRAP_UP: Column.WRAP_UP,
    AgentState.UNKNOWN: Column.UNKNOWN,
}
_BY_DEVICE: Final = {
    DeviceState.IN_USE: Column.PHONE_IN_USE,
    DeviceState.UNREACHABLE: Column.PHONE_UNREACHABLE,
}


def column_of(record: Standing) -> Column:
    """Return what an agent is to callers now."""
    if record.state is AgentState.READY:
        return _BY_DEVICE.get(record.device, Column.FREE)
    return _BY_STATE[record.state]
