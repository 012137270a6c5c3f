"""How a call waits: entering its line, moving on from step to step, leaving it again.

Decides when a step opens, when a call is held for its preferred agent, and when nobody could ever
come. Does not choose agents.
"""

from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.routing.calls import Band, CallClass
from callcenter_cti.routing.effects import CloseQueue
from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.policy import QueuePolicy
from callcenter_cti.routing.router import OVERDUE_SHARE, hold_ends_at, next_change
from callcenter_cti.routing.standing import AT_WORK
from callcenter_cti.routing.state import QueuedCall
from callcenter_cti.routing.turn import Turn

NOBODY_ROSTERED = "no agent of the roster can serve it"
CLOSED = "closed"


def wait(turn: Turn, call: QueuedCall) -> None:
    """Let a call that has no agent stand in its line, at its age."""
    kind = turn.floor.kind_of(call)
    if not kind.line.count:
        kind.line.record.pace.begin(turn.now)
    turn.touch(call)
    call.is_held = call.preferred is not None and _is_held(turn, call)
    if call.is_held:
        turn.held.append(call)
    _stand(turn, call, kind)


def stop_waiting(turn: Turn, call: QueuedCall) -> Band | None:
    """Take a call out of its line, and return where it stood: it has an agent, or is over."""
    band = turn.floor.leave(call)
    turn.touch(call)
    call.changes_at = None
    if band is not None and band.head is None:
        turn.router.retries.pop(band.place, None)
        turn.router.blocked.pop(band.place, None)
    return band


def move_on(turn: Turn, call: QueuedCall) -> None:
    """Let a call take the place that its age gives it by now."""
    turn.floor.leave(call)
    if call.is_held:
        call.is_held = turn.now < hold_ends_at(call)
    _stand(turn, call, turn.floor.kind_of(call))


def place_anew(turn: Turn, call: QueuedCall, rules: QueuePolicy, version: str) -> None:
    """Let a waiting call come under other rules, at its age."""
    turn.floor.leave(call)
    call.rules, call.rules_version, call.step, call.overdue = rules, version, 0, False
    call.is_held = call.is_held and _is_held(turn, call)
    _stand(turn, call, turn.floor.kind_of(call))


def release_held(turn: Turn, agent: AgentId) -> None:
    """Let calls that waited for an agent wait for all: he is not at work any more."""
    for call in tuple(turn.floor.held.get(agent, {}).values()):
        _release(turn, call)


def look_at_held(turn: Turn) -> None:
    """Let calls wait for all that waited for an agent who may not take them any more."""
    for calls in tuple(turn.floor.held.values()):
        for call in tuple(calls.values()):
            if not _is_held(turn, call):
                _release(turn, call)


def _release(turn: Turn, call: QueuedCall) -> None:
    turn.floor.leave(call)
    call.is_held = False
    _stand(turn, call, turn.floor.kind_of(call))


def skip_unstaffed(turn: Turn) -> None:
    """Let calls pass steps for which nobody is logged in since somebody left."""
    if not turn.floor.staff_left:
        return
    turn.floor.staff_left = False
    for band in turn.floor.waiting_bands():
        is_last = band.step + 1 >= len(band.kind.rules.steps)
        if not is_last and not turn.floor.is_staffed(band.kind, band.step):
            for one in tuple(band):
                move_on(turn, one)


def close(turn: Turn, call: QueuedCall, reason: str) -> None:
    """Send a call that stands in no line away."""
    del turn.state.calls[call.call]
    turn.floor.line_of(call).record.counts.flowed_out += 1
    turn.effects.append(CloseQueue(call.call, call.queue, reason))


def position(floor: Floor, call: QueuedCall) -> int:
    """Return a waiting call's place in its line; 1 is next, emergencies come first."""
    if call.call not in floor.band_of:
        return 1
    mine = floor.band_of[call.call].kind
    ahead = 0
    for kind in floor.kinds[call.queue, call.home]:
        if not kind.waiting:
            continue
        if kind.key.emergency == mine.key.emergency:
            moment = call.entered_at + (kind.worth.credit_s - mine.worth.credit_s)
            for band in kind.bands.values():
                if band.calls:
                    ahead += band.older_than(moment, call.call)
        elif kind.key.emergency:
            ahead += kind.waiting
    return ahead + 1


def expected_wait_s(floor: Floor, call: QueuedCall) -> float:
    """Return the expected remaining wait, in seconds, of a call that waits."""
    return floor.line_of(call).expected_wait_at(position(floor, call))


def _is_held(turn: Turn, call: QueuedCall) -> bool:
    """Tell whether a call waits for its preferred agent alone: he is at work and may take it."""
    if call.preferred is None or call.emergency or call.preferred in call.missed_by:
        return False
    record = turn.state.agents.get(call.preferred)
    if record is None or record.column not in AT_WORK or turn.now >= hold_ends_at(call):
        return False
    return turn.floor.admits(call, record) and not turn.floor.cools(call, record.site, turn.now)


def _stand(turn: Turn, call: QueuedCall, kind: CallClass) -> None:
    """Let a call take the place that its age gives it now, and note when that changes."""
    _open_steps(turn, call, kind)
    turn.look_for(turn.floor.stand(call, kind))
    if kind.values:  # one more waits, so each of them may be worth more
        for band in kind.bands.values():
            turn.look_for(band)
    call.changes_at = next_change(call)
    turn.stood.append(call)


def _open_steps(turn: Turn, call: QueuedCall, kind: CallClass) -> None:
    """Open each step whose time has come, and those that follow one without anybody at work."""
    rules, entered = call.rules, call.entered_at
    while call.step + 1 < len(rules.steps) and (
        turn.now >= entered + rules.steps[call.step + 1].after_s
        or not turn.floor.is_staffed(kind, call.step)
    ):
        call.step += 1
    call.overdue = call.overdue or turn.now >= entered + OVERDUE_SHARE * rules.longest_wait_s
