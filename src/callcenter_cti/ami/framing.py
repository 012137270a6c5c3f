"""Messages out of bytes: where one ends, and which fields it has.

Works on bytes until a message is whole, so a character split over two segments stays a
character. Refuses to know what any message means.
"""

from collections.abc import Mapping

Fields = Mapping[str, str | list[str]]
"""A message's fields; a list when the key occurs more than once, in the order of the wire."""

_END = b"\r\n\r\n"


class Framer:
    """Cuts a stream into messages and never holds more than the bound.

    A message beyond the bound is skipped up to its end and counted; the stream goes on after it.
    """

    def __init__(self, max_message_bytes: int) -> None:
        self._max = max_message_bytes
        self._buffer = bytearray()
        self._searched = 0
        self._skipping = False
        self.oversized_count = 0
        """Messages skipped so far for their size."""

    def feed(self, data: bytes) -> list[bytes]:
        """Take the next bytes; return the messages that are whole now, without their end."""
        self._buffer += data
        messages: list[bytes] = []
        start, search = 0, max(0, self._searched - len(_END) + 1)
        while (end := self._buffer.find(_END, search)) >= 0:
            self._keep(bytes(self._buffer[start:end]), messages)
            start = search = end + len(_END)
        del self._buffer[:start]
        self._bound_the_rest()
        return messages

    def _keep(self, message: bytes, messages: list[bytes]) -> None:
        if self._skipping:
            self._skipping = False
        elif len(message) > self._max:
            self.oversized_count += 1
        else:
            messages.append(message)

    def _bound_the_rest(self) -> None:
        if len(self._buffer) > self._max:
            self.oversized_count += not self._skipping
            self._skipping = True
            del self._buffer[: -len(_END) + 1]
        self._searched = len(self._buffer)


def event_name(message: bytes) -> str | None:
    """Return the name in a first line ``Event: NAME``, at the cost of one line; else None."""
    if not message.startswith(b"Event: "):
        return None
    return message[7:].partition(b"\r\n")[0].decode("ascii", "replace")


def fields_of(message: bytes) -> dict[str, str | list[str]]:
    """Read a message's fields; lines without a colon or key are left out. Never raises.

    Bytes that are not UTF-8 become the replacement character.
    """
    fields: dict[str, str | list[str]] = {}
    for line in message.decode("utf-8", "replace").split("\r\n"):
        key, colon, value = line.partition(":")
        if colon and (key := key.strip()):
            _add(fields, key, value.removeprefix(" "))
    return fields


def _add(fields: dict[str, str | list[str]], key: str, value: str) -> None:
    present = fields.get(key)
    if present is None:
        fields[key] = value
    elif isinstance(present, list):
        present.append(value)
    else:
        fields[key] = [present, value]


def first(fields: Fields, key: str) -> str:
    """Return a field's first value, empty when it is missing.

    The first is Asterisk's own: whatever a user event adds under the same key comes after it.
    """
    value = fields.get(key, "")
    if isinstance(value, list):
        return value[0] if value else ""
    return value
