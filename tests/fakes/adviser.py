"""An adviser who says what the test lined up."""

import threading
from collections.abc import Callable

from callcenter_cti.routing.advice import Advice, Stream
from callcenter_cti.routing.router import Router


class FakeAdviser:
    """`Adviser`: `says` is done in his thread, each time that he is asked."""

    def __init__(self, says: Callable[[], Advice | None]) -> None:
        self.says = says
        self.came: list[tuple[Stream, float]] = []
        self.looked: list[float] = []
        self.threads: set[str] = set()

    def note(self, stream: Stream, now: float) -> None:
        self.came.append((stream, now))

    def look(self, router: Router, now: float) -> Callable[[], Advice | None]:
        self.looked.append(now)
        self.threads.add(threading.current_thread().name)

        def work() -> Advice | None:
            self.threads.add(threading.current_thread().name.partition("_")[0])
            return self.says()

        return work
