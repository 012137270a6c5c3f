"""What agents ask for: log-in, log-out, ready, not ready; and what their phones do.

Decides what is granted at once and what is remembered. Chooses no call.
"""

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.errors import IllegalEvent, UnknownReason
from callcenter_cti.routing.inputs import (
    AgentLoggedIn,
    AgentLoggedOut,
    DeviceChanged,
    NotReadyRequested,
    ReadyRequested,
)
from callcenter_cti.routing.policy import LOGGED_IN
from callcenter_cti.routing.state import AgentRecord, Wish
from callcenter_cti.routing.turn import ON_A_CALL, Turn


def log_in(turn: Turn, fact: AgentLoggedIn) -> None:
    """Bring an agent to NOT_READY(logged_in); he is idle from now on."""
    record = turn.rostered(fact.agent)
    if record.state is AgentState.LOGGED_OUT:
        record.idle_since = turn.now
        turn.move(record, AgentEvent.LOG_IN, reason=LOGGED_IN, actor=fact.actor)


def log_out(turn: Turn, fact: AgentLoggedOut) -> None:
    """Send an agent home, or remember it while he is on a call or wraps it up."""
    record = turn.rostered(fact.agent)
    if record.state in ON_A_CALL:
        record.wish = Wish(AgentState.LOGGED_OUT, "", fact.actor)
    elif record.state is not AgentState.LOGGED_OUT:
        turn.move(record, AgentEvent.LOG_OUT, actor=fact.actor)


def ready(turn: Turn, fact: ReadyRequested) -> None:
    """Make an agent READY, ending a wrap-up; on a call, forget that he wanted to stop."""
    record = turn.rostered(fact.agent)
    if record.state is AgentState.LOGGED_OUT:
        raise IllegalEvent("agent", record.state, AgentEvent.GO_READY)
    record.wish = None
    if record.state in (AgentState.NOT_READY, AgentState.WRAP_UP):
        turn.move(record, AgentEvent.GO_READY, actor=fact.actor)
    note_presence(turn, record)


def not_ready(turn: Turn, fact: NotReadyRequested) -> None:
    """Make an agent NOT_READY, ending a wrap-up; on a call, remember it."""
    record = turn.rostered(fact.agent)
    if fact.actor is not Actor.SYSTEM and fact.reason not in turn.state.policy.not_ready_reasons:
        raise UnknownReason(fact.reason)
    if record.state in ON_A_CALL and record.state is not AgentState.WRAP_UP:
        record.wish = Wish(AgentState.NOT_READY, fact.reason, fact.actor)
    elif (record.state, record.reason) != (AgentState.NOT_READY, fact.reason):
        turn.move(record, AgentEvent.GO_NOT_READY, reason=fact.reason, actor=fact.actor)
        record.wish = None


def note_presence(turn: Turn, record: AgentRecord) -> None:
    """Remember, for every call that he missed, that an agent is back."""
    for call in turn.router.missed.get(record.agent, {}).values():
        call.missed_by[record.agent] = True
        turn.look_for(turn.floor.band_of.get(call.call))


def change_device(turn: Turn, fact: DeviceChanged) -> None:
    """Remember what an agent's phone does; it may make him free."""
    record = turn.rostered(fact.agent)
    if record.device is not fact.state:
        record.device = fact.state
        turn.recount(record)
