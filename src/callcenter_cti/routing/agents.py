"""The states of an agent as one table and the function that reads it.

Theory. LOGGED_OUT and UNKNOWN are never routable, READY is. Only routing reserves; a reservation
leads to a conversation (ANSWER), back to where the agent was (RELEASE: not his doing) or to
NOT_READY (MISS: nobody answered). That his phone rings (RING) and that he holds his caller are
states of their own, because they last. A conversation always ends in WRAP_UP, whatever ended it
and however short the wrap-up. An agent of whose site nothing is known any more is UNKNOWN until it
is heard of again (LOSE, FIND). A wish that a state does not grant is kept beside the state
(`state.Wish`) and granted by the event that ends it, so this table knows nothing of wishes. The
table does not know calls, devices or time.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.routing.errors import IllegalEvent


class AgentEvent(StrEnum):
    """What can happen to an agent."""

    LOG_IN = "log_in"
    """He comes to work."""
    LOG_OUT = "log_out"
    """He goes, or is dismissed."""
    GO_READY = "go_ready"
    """He wants calls, or a wrap-up or a pause after a missed ring is over."""
    GO_NOT_READY = "go_not_ready"
    """He wants no calls, or a supervisor wants none for him."""
    RESERVE = "reserve"
    """Routing chose him for a call."""
    RING = "ring"
    """His phone is known to ring."""
    ANSWER = "answer"
    """He answered with the token of his reservation."""
    RELEASE = "release"
    """The reservation ended without his doing."""
    MISS = "miss"
    """He did not answer, declined, or his phone could not ring."""
    HOLD = "hold"
    """He put his caller on hold."""
    RESUME = "resume"
    """He took his caller back."""
    FINISH = "finish"
    """The conversation ended."""
    LOSE = "lose"
    """His site has not been heard of for too long."""
    FIND = "find"
    """It has been heard of again."""
    FAULT = "fault"
    """His call was taken off the router by force."""


_S, _E = AgentState, AgentEvent

TRANSITIONS: Final[Mapping[AgentState, Mapping[AgentEvent, AgentState]]] = MappingProxyType(
    {
        _S.LOGGED_OUT: {_E.LOG_IN: _S.NOT_READY},
        _S.NOT_READY: {
            _E.GO_READY: _S.READY,
            _E.GO_NOT_READY: _S.NOT_READY,
            _E.LOG_OUT: _S.LOGGED_OUT,
        },
        _S.READY: {
            _E.GO_NOT_READY: _S.NOT_READY,
            _E.LOG_OUT: _S.LOGGED_OUT,
            _E.RESERVE: _S.RESERVED,
            _E.LOSE: _S.UNKNOWN,
        },
        _S.RESERVED: {
            _E.RING: _S.RINGING,
            _E.ANSWER: _S.TALKING,
            _E.RELEASE: _S.READY,
            _E.MISS: _S.NOT_READY,
            _E.FAULT: _S.NOT_READY,
        },
        _S.RINGING: {
            _E.ANSWER: _S.TALKING,
            _E.RELEASE: _S.READY,
            _E.MISS: _S.NOT_READY,
            _E.FAULT: _S.NOT_READY,
        },
        _S.TALKING: {
            _E.HOLD: _S.HOLD,
            _E.FINISH: _S.WRAP_UP,
            _E.FAULT: _S.NOT_READY,
        },
        _S.HOLD: {
            _E.RESUME: _S.TALKING,
            _E.FINISH: _S.WRAP_UP,
            _E.FAULT: _S.NOT_READY,
        },
        _S.WRAP_UP: {
            _E.GO_READY: _S.READY,
            _E.GO_NOT_READY: _S.NOT_READY,
            _E.LOG_OUT: _S.LOGGED_OUT,
            _E.FAULT: _S.NOT_READY,
        },
        _S.UNKNOWN: {
            _E.FIND: _S.READY,
            _E.GO_NOT_READY: _S.NOT_READY,
            _E.LOG_OUT: _S.LOGGED_OUT,
        },
    }
)


def next_state(state: AgentState, event: AgentEvent) -> AgentState:
    """Return the state that follows.

    Raises:
        IllegalEvent: the table does not have it.
    """
    following = TRANSITIONS[state].get(event)
    if following is None:
        raise IllegalEvent("agent", state, event)
    return following
