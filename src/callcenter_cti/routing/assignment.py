"""After each input: agents who became free get calls, calls that wait anew get agents.

Decides who is looked at, and when a pairing that is not possible yet is looked at again: on a
timer where time alone will make it worthwhile, on a change of the lines where a gate is closed.
"""

from callcenter_cti.routing.calls import Band
from callcenter_cti.routing.floor import LineKey
from callcenter_cti.routing.matching import Search, is_free
from callcenter_cti.routing.queueing import reserve
from callcenter_cti.routing.reasons import explain
from callcenter_cti.routing.state import AgentRecord, QueuedCall
from callcenter_cti.routing.timers import Timer
from callcenter_cti.routing.turn import Turn
from callcenter_cti.routing.waiting import release_held, skip_unstaffed


def assign(turn: Turn) -> None:
    """Reserve agents until nobody is left to be looked at."""
    while True:
        _settle_gone(turn)
        if turn.held:
            _serve_preferred(turn, turn.held.pop(0))
        elif turn.freed:
            _serve_agent(turn, turn.freed.pop(0))
        elif turn.moved:
            _serve_band(turn, turn.moved.pop(next(iter(turn.moved))))
        elif not _look_at_blocked(turn):
            break
    for call in turn.stood:  # a call that found an agent at once needs no timer
        turn.router.timers.set(call.changes_at, Timer.CALL, call.call)
    turn.stood.clear()


def look_at_all(turn: Turn) -> None:
    """Look for agents for every waiting call, the oldest first: much may have changed."""
    bands = turn.floor.waiting_bands()
    for band in sorted(bands, key=lambda band: band.calls[0][:2]):
        turn.look_for(band)


def _serve_agent(turn: Turn, record: AgentRecord) -> None:
    if not is_free(record):
        return
    search = Search(turn.floor, turn.now)
    found = search.call_for(record)
    held = search.held_call_for(record)
    if held is not None and (found is None or held[1] >= found[2]):
        _reserve(turn, search, held[0], record, preferred=True)
    elif found is not None:
        _reserve(turn, search, found[1], record)
    _remember(turn, search)


def _serve_band(turn: Turn, band: Band) -> None:
    for call in tuple(band):
        search = Search(turn.floor, turn.now)
        record = search.agent_for(band, call)
        if record is not None:
            _reserve(turn, search, call, record)
            continue
        _remember(turn, search, band)
        if not (call.missed_by or call.cooling or call.hops):
            return  # whoever came later is served no sooner


def _serve_preferred(turn: Turn, call: QueuedCall) -> None:
    record = turn.state.agents.get(call.preferred) if call.preferred is not None else None
    if call.is_held and record is not None and is_free(record):
        _reserve(turn, Search(turn.floor, turn.now), call, record, preferred=True)


def _settle_gone(turn: Turn) -> None:
    """Let calls go on that hoped for agents who are not at work any more."""
    if not turn.gone:
        return
    for record in turn.gone:
        release_held(turn, record.agent)
    turn.gone.clear()
    skip_unstaffed(turn)
    for calls in turn.router.missed.values():
        for call in calls.values():
            turn.look_for(turn.floor.band_of.get(call.call))


def _reserve(
    turn: Turn,
    search: Search,
    call: QueuedCall,
    record: AgentRecord,
    *,
    preferred: bool = False,
) -> None:
    reserve(turn, call, record, explain(search, call, record, preferred=preferred))


def _remember(turn: Turn, search: Search, band: Band | None = None) -> None:
    for place, at in search.later.items():
        turn.router.retry(place, at)
    if band is not None and search.closed:
        turn.router.blocked[band.place] = _hangs_on(search)


def _hangs_on(search: Search) -> frozenset[LineKey]:
    keys: set[LineKey] = set()
    for number in search.closed:
        gate = search.floor.gates.all[number]
        for line in (gate.line, gate.lane.far if gate.lane is not None else None):
            if line is not None:
                keys.add((line.record.queue, line.record.home))
    return frozenset(keys)


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
