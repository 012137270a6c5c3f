"""Asterisk's answer to one action."""

from dataclasses import dataclass, field

from callcenter_cti.ami.framing import Fields, first

_SUCCESS = frozenset({"Success", "Follows", "Goodbye"})


@dataclass(frozen=True, slots=True)
class Response:
    """Whether Asterisk did it, and what it said."""

    success: bool
    message: str
    """Asterisk's words, often empty on success."""
    fields: Fields = field(repr=False, compare=False)


def response_of(fields: Fields) -> Response:
    """Read an answer from its fields; whatever does not say success is a failure."""
    return Response(first(fields, "Response") in _SUCCESS, first(fields, "Message"), fields)
