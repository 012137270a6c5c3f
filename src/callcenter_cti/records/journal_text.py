"""The router's journal as text: events, snapshots, and a digest of what an event led to.

Decides how plain data becomes JSON and comes back the same: numbers exactly, sets in order, so
that the same data is always the same text. Knows no database.
"""

import json
import pickle
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any, get_args

from pydantic import TypeAdapter

from callcenter_cti.routing.journal import Event, Outcome
from callcenter_cti.routing.policy import Policy
from callcenter_cti.routing.snapshot import Snapshot

KINDS: Mapping[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
"""Events by the name under which they are stored."""


def event_text(event: Event) -> str:
    """Return an event as JSON, without its kind."""
    kind = type(event).__name__
    return _dumped(_adapter(kind).dump_python(event))


def event_of(kind: str, text: str) -> Event:
    """Return an event from its JSON.

    Raises:
        KeyError: no such kind.
        ValueError: no JSON, or not that of such an event.
    """
    event: Event = _adapter(kind).validate_python(json.loads(text))
    return event


def copied(opening: Snapshot) -> bytes:
    """Return a copy of a snapshot that later inputs do not change, as fast as it can be had.

    The rules are left out: they never change, and `with_policy` puts them back.
    """
    without = replace(opening, state=replace(opening.state, policy=None))  # type: ignore[arg-type]  # put back by `with_policy`
    return pickle.dumps(without, pickle.HIGHEST_PROTOCOL)


def with_policy(copy: bytes, policy: Policy) -> Snapshot:
    """Return the snapshot of a copy, with the rules that it had."""
    opening: Snapshot = pickle.loads(copy)  # noqa: S301 - our own, out of this process's memory
    opening.state.policy = policy
    return opening


def snapshot_bytes(opening: Snapshot) -> bytes:
    """Return a snapshot as compressed JSON. Rules that calls share are in it once."""
    plain = _snapshots().dump_python(opening)
    for call in plain["state"]["calls"].values():
        call["rules"] = None
    return zlib.compress(_dumped(plain).encode())


def snapshot_of(packed: bytes) -> Snapshot:
    """Return a snapshot from its bytes.

    Raises:
        ValueError: these are not the bytes of one.
    """
    try:
        plain = json.loads(zlib.decompress(packed))
        # Any rules will do: `state_of` gives each call its own.
        some = next(iter(plain["state"]["policy"]["queues"].values()), None)
        for call in plain["state"]["calls"].values():
            call["rules"] = some
        return _snapshots().validate_python(plain)
    except (zlib.error, KeyError, TypeError) as error:
        raise ValueError("not a snapshot") from error


def digest(outcome: Outcome) -> str:
    """Return what tells an outcome from another: of effects a hash, of an error its name."""
    if isinstance(outcome, str):
        return outcome
    return blake2b(outcome_text(outcome).encode(), digest_size=16).hexdigest()


def outcome_text(outcome: Outcome) -> str:
    """Return an outcome as text, every byte of which a replay has to have again."""
    if isinstance(outcome, str):
        return outcome
    return "\n".join(_text(effect) for effect in outcome)


def _text(value: object) -> str:
    """Write any plain data; whole numbers as floats, since rules are read back as floats."""
    match value:
        case bool() | None:
            return str(value)
        case Enum():
            return str(value.value)
        case int() | float():
            return repr(float(value))
        case str():
            return json.dumps(value)
        case _:
            return _text_of_many(value)


def _text_of_many(value: object) -> str:
    match value:
        case Mapping():
            return f"{{{','.join(f'{_text(key)}:{_text(item)}' for key, item in value.items())}}}"
        case frozenset() | set():
            return f"{{{','.join(sorted(map(_text, value)))}}}"
        case Sequence():
            return f"[{','.join(map(_text, value))}]"
        case _:
            kind: type[Any] = type(value)
            told = ",".join(_text(getattr(value, name)) for name in _names(kind))
            return f"{kind.__name__}({told})"


def _names(kind: type[Any]) -> tuple[str, ...]:
    """Return the fields of a dataclass; raises TypeError for anything else."""
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(one.name for one in fields(kind))
    return names


_FIELDS: dict[type[Any], tuple[str, ...]] = {}
"""Fields of the dataclasses that were written so far."""


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


@cache
def _snapshots() -> TypeAdapter[Snapshot]:
    return TypeAdapter(Snapshot)


def _dumped(plain: object) -> str:
    return json.dumps(plain, default=_sorted, separators=(",", ":"), ensure_ascii=False)


def _sorted(value: object) -> list[Any]:
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is no plain data")
