"""Turns the `agi_*` header of a session into the request that a handler reads."""

from types import MappingProxyType

from callcenter_cti.agi.environment import Environment
from callcenter_cti.ivr.request import CallRequest


def call_request(environment: Environment) -> CallRequest:
    """Return the request in the field's words; bytes that are not UTF-8 become U+FFFD."""
    values = {name: printable(value) for name, value in environment.values.items()}
    return CallRequest(
        path=printable(environment.path),
        arguments=tuple(map(printable, environment.arguments)),
        channel=values.get("channel", ""),
        unique_id=values.get("uniqueid", ""),
        ani=printable(environment.ani),
        environment=MappingProxyType(values),
    )


def printable(text: str) -> str:
    """Replace bytes that the wire carried as lone surrogates: no log or database takes those."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
