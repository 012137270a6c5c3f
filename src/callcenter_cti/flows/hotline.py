"""What the rules say of a hotline, as far as flows need it."""

from dataclasses import dataclass

from callcenter_cti.domain.identifiers import HotlineId, QueueId


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number that callers dial."""

    number: HotlineId
    greeting: str
    """Key of the prompt that welcomes the caller."""
    queue: QueueId
    """Where callers who need a person wait."""
