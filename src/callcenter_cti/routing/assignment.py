"""After each input: agents who became free get calls, calls that wait anew get agents.

Decides who is looked at, and when a pairing that is not possible yet is looked at again: on a
timer where time alone will make it worthwhile, on a change of the lines where a gate is closed.
"""

from callcenter_cti.domain.identifiers import AgentId, CallId
from callcenter_cti.routing.calls import Band
from callcenter_cti.routing.floor import LineKey
from callcenter_cti.routing.matching import Found, Search, is_free
from callcenter_cti.routing.offers import reserve
from callcenter_cti.routing.reasons import explain
from callcenter_cti.routing.state import AgentRecord, QueuedCall
from callcenter_cti.routing.timers import Timer
from callcenter_cti.routing.turn import Turn
from callcenter_cti.routing.waiting import release_held, skip_unstaffed
from callcenter_cti.routing.weights import idle_key


def assign(turn: Turn) -> None:
    """Reserve agents until nobody is left to be looked at."""
    _settle_gone(turn)
    _look_at_blocked(turn)
    while True:
        if turn.held:
            _serve_preferred(turn, turn.held.pop(0))
        elif turn.freed:
            _serve_agents(turn)
        elif turn.moved:
            _serve_bands(turn)
        elif not _look_at_blocked(turn):
            break
    for call in turn.stood:  # a call that found an agent at once needs no timer
        turn.router.timers.set(call.changes_at, Timer.CALL, call.call)
    turn.stood.clear()


def look_at_all(turn: Turn) -> None:
    """Look for agents for every waiting call: much may have changed."""
    for band in turn.floor.waiting_bands():
        turn.look_for(band)


def _serve_agents(turn: Turn) -> None:
    freed, turn.freed = turn.freed, []
    is_alone = len(freed) == 1 and not turn.moved
    for record in freed if is_alone else sorted(freed, key=idle_key):
        while is_free(record):
            search = Search(turn.floor, turn.now)
            found = search.call_for(record)
            if found is None:
                _remember(turn, search)
                break
            if is_alone:
                _reserve(turn, search, found, record)
            else:
                best = search.agent_for(found.band, found.call) if found.band else None
                _reserve_best(turn, search, found, best or record)


def _serve_bands(turn: Turn) -> None:
    moved, turn.moved = turn.moved, {}
    is_alone = len(moved) == 1
    bands = [band for band in moved.values() if band.calls]
    for band in bands if is_alone else sorted(bands, key=lambda band: band.calls[0][:2]):
        _serve_band(turn, band, is_alone=is_alone)


def _serve_band(turn: Turn, band: Band, *, is_alone: bool) -> None:
    for call in tuple(band):
        while call.is_waiting:
            search = Search(turn.floor, turn.now)
            record = search.agent_for(band, call)
            if record is None:
                _remember(turn, search)
                break
            found = Found(call, 0.0, band)
            if is_alone:
                _reserve(turn, search, found, record)
            else:
                _reserve_best(turn, search, found, record)
        if call.is_waiting and not (call.missed_by or call.cooling or call.hops):
            return  # whoever came later is served no sooner


def _reserve_best(turn: Turn, search: Search, found: Found, record: AgentRecord) -> None:
    """Reserve a pairing of which neither side has a better one, beginning with any.

    Where several agents and several calls are looked at in one turn, the best call for an agent
    may have a better agent yet, and so on; each time the index rises, or the stated order of
    equals goes before.
    """
    seen: set[tuple[CallId, AgentId]] = set()
    while (found.call.call, record.agent) not in seen:
        seen.add((found.call.call, record.agent))
        search = Search(turn.floor, turn.now)
        found = search.call_for(record) or found
        if found.band is not None:
            record = search.agent_for(found.band, found.call) or record
    _reserve(turn, search, found, record)


def _serve_preferred(turn: Turn, call: QueuedCall) -> None:
    """Look at the preferred agent of a call: even for him another call may go before."""
    record = turn.state.agents.get(call.preferred) if call.preferred is not None else None
    if call.is_held and record is not None and is_free(record):
        turn.freed.append(record)


def _settle_gone(turn: Turn) -> None:
    """Let calls go on that hoped for agents who are not at work any more."""
    skip_unstaffed(turn)
    if not turn.gone:
        return
    for record in turn.gone:
        release_held(turn, record.agent)
    turn.gone.clear()
    for calls in turn.router.missed.values():
        for call in calls.values():
            turn.look_for(turn.floor.band_of.get(call.call))


def _reserve(turn: Turn, search: Search, found: Found, record: AgentRecord) -> None:
    why = explain(search, found.call, record, preferred=found.band is None)
    reserve(turn, found.call, record, why)


def _remember(turn: Turn, search: Search) -> None:
    """Note when to look again at what was not possible while an agent idles."""
    for place, at in search.later.items():
        turn.router.retry(place, at)
    blocked = turn.router.blocked
    for place, gates in search.hangs.items():
        blocked[place] = blocked.get(place, frozenset()) | _lines_of(search, gates)


def _lines_of(search: Search, gates: set[int]) -> set[LineKey]:
    """Return the lines whose facts decide whether gates are open."""
    keys: set[LineKey] = set()
    for number in gates:
        gate = search.floor.gates.all[number]
        for line in (gate.line, gate.lane.far if gate.lane is not None else None):
            if line is not None:
                keys.add((line.record.queue, line.record.home))
    return keys


def _look_at_blocked(turn: Turn) -> bool:
    """Look again at bands whose gates may have opened; tell whether there are any."""
    touched, turn.touched = turn.touched, set()
    if not turn.router.blocked or not touched:
        return False
    again = [place for place, lines in turn.router.blocked.items() if lines & touched]
    for place in again:
        del turn.router.blocked[place]
        turn.look_for(turn.floor.index.bands[place])
    return bool(again)
