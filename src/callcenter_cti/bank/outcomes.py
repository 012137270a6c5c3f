"""JSON of outcomes: what the journal of changes keeps, and what `openapi.yaml` puts on the wire.

An outcome is an object whose ``outcome`` names its kind; the other members are its fields.
"""

import json
import re
from typing import Final

from pydantic import TypeAdapter

from callcenter_cti.bank.card_changes import CaseOpened, Done, Prevented
from callcenter_cti.bank.card_services import HeldBack, Locked, Refused, Verified

Outcome = Done | Prevented | CaseOpened | Refused | Locked | HeldBack | Verified

_KINDS: Final[dict[str, type[Outcome]]] = {
    "done": Done,
    "prevented": Prevented,
    "case_opened": CaseOpened,
    "refused": Refused,
    "locked": Locked,
    "held_back": HeldBack,
    "verified": Verified,
}
_ADAPTERS: Final = {kind: TypeAdapter[Outcome](kind) for kind in _KINDS.values()}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}
_REFERENCE: Final = re.compile(r"[0-9]{8}", re.ASCII)


def write_outcome(outcome: Outcome) -> str:
    """Return an outcome as JSON."""
    fields = _ADAPTERS[type(outcome)].dump_python(outcome, mode="json")
    return json.dumps({"outcome": _NAMES[type(outcome)], **fields})


def read_outcome(text: str | bytes) -> Outcome:
    """Return the outcome that was written; members that are none of its fields are left out.

    Raises:
        ValueError: it is none; the text shows no value.
    """
    try:
        members = json.loads(text)
        kind = _KINDS[members.pop("outcome")]
        found = _ADAPTERS[kind].validate_json(json.dumps(members), strict=True)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise ValueError("no outcome that we know") from None
    reference = getattr(found, "reference", None)
    if reference is not None and not _REFERENCE.fullmatch(reference):
        raise ValueError("a reference number has eight digits")
    return found
