"""An action that waits for its answer: one response, or a list up to its end.

Decides when an answer is complete and when it is no answer. Refuses to know how it travels.
"""

import asyncio

from callcenter_cti.ami.errors import ActionRefused, RemoteProtocolError
from callcenter_cti.ami.framing import Fields, first
from callcenter_cti.ami.responses import response_of


class PendingAction:
    """One action on its way; `answers` is done when the last part of the answer is in."""

    def __init__(self, name: str, *, listed: bool, max_items: int) -> None:
        self.name = name
        self.listed = listed
        self.answers: asyncio.Future[tuple[Fields, ...]] = (
            asyncio.get_running_loop().create_future()
        )
        self._items: list[Fields] = []
        self._max_items = max_items

    def take(self, fields: Fields) -> None:
        """Take the next part. What comes after the end is ignored."""
        if "Event" not in fields:
            self._take_response(fields)
        elif first(fields, "EventList").lower() == "complete":
            self._complete(fields)
        elif len(self._items) < self._max_items:
            self._items.append(fields)
        else:
            self.fail(RemoteProtocolError(self.name, "the list is too long"))

    def _take_response(self, fields: Fields) -> None:
        if not self.listed:
            self._succeed((fields,))
        elif not response_of(fields).success:
            self.fail(ActionRefused(self.name, first(fields, "Message")))
        elif first(fields, "EventList").lower() != "start":
            # Not an empty list: that would read as "no channel is alive".
            self.fail(RemoteProtocolError(self.name, "no list follows"))

    def _complete(self, fields: Fields) -> None:
        count = first(fields, "ListItems")
        if count and count != str(len(self._items)):
            self.fail(RemoteProtocolError(self.name, "the list is incomplete"))
        else:
            self._succeed(tuple(self._items))

    def _succeed(self, answers: tuple[Fields, ...]) -> None:
        if not self.answers.done():
            self.answers.set_result(answers)

    def fail(self, error: Exception) -> None:
        """End the wait with an error, unless it is over."""
        if not self.answers.done():
            self.answers.set_exception(error)
            self.answers.exception()  # seen, even if whoever asked was cancelled this moment
