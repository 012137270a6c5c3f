"""One question to a bank over HTTP: tries, time-outs, and what the silence of the bank means.

Decides what is repeated and when a change is unsure; knows no question. A try that reached nobody
may always be repeated. One that may have reached the bank is repeated only if that does no harm:
a read, or a change with its key.
"""

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self, TypeVar

import aiohttp
import structlog

from callcenter_cti.bank.card_changes import ChangeKey, ChangeUnsure, KeyReused
from callcenter_cti.bank.card_services import UnknownCard
from callcenter_cti.bank.circuit_breaker import BreakerState, CircuitBreaker
from callcenter_cti.bank.pin_keys import PinBlockUnreadable
from callcenter_cti.bank.wire import Json
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.errors import PeerUnavailable

_log = structlog.get_logger(__name__)
_Answer = TypeVar("_Answer")

MAX_ANSWER_BYTES: Final = 262_144
"""The longest answer, a page of 50 transactions, has some 15,000."""
MAX_TRIES: Final = 4
FIRST_PAUSE_S: Final = 0.05
"""Longest pause before the second try; doubled each time, and drawn at random below that, so that
callers who failed together do not come back together."""
IDLE_S: Final = 15.0
"""Seconds that an idle connection is kept: fewer than servers do (nginx and aiohttp: 75), since a
connection that the server has just closed would make a try's fate unsure."""
CONNECT_SHARE: Final = 0.5
"""Part of a try in which a connection must come about: a bank that nobody reaches is told from
one that is silent."""
_NEVER_SENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How a bank is asked. Durations in seconds."""

    url: str
    token: str
    try_s: float = 1.5
    total_s: float = 4.0
    breaker_failures: int = 5
    breaker_open_s: float = 10.0

    def __repr__(self) -> str:
        return f"LinkSettings({self.url!r}, token=****)"


@dataclass(frozen=True, slots=True)
class BankRequest:
    """A question."""

    method: str
    path: str
    body: Json | None = None
    key: ChangeKey | None = None
    """Of a change."""
    repeatable: bool = True
    """It does no harm when it is done twice."""

    def __repr__(self) -> str:
        return f"BankRequest({self.method} {self.path})"


class _TryFailed(Exception):  # noqa: N818 - caught here, never seen outside
    def __init__(self, reason: str, *, sent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


class BankLink:
    """Asks one bank; an async context manager around its connections."""

    def __init__(self, settings: LinkSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._breaker = CircuitBreaker(
            failures=settings.breaker_failures, open_s=settings.breaker_open_s
        )
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=IDLE_S),
            timeout=aiohttp.ClientTimeout(
                total=settings.try_s, connect=settings.try_s * CONNECT_SHARE
            ),
            headers={"Authorization": f"Bearer {settings.token}"},
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def __aenter__(self) -> Self:
        """Return the link; nothing is asked yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._session.close()

    @property
    def breaker(self) -> BreakerState:
        """Whether the bank is being asked at all."""
        return self._breaker.state(self._clock.now())

    @property
    def breaker_trips(self) -> int:
        """How often it was left alone since the start."""
        return self._breaker.trips

    async def ask(self, request: BankRequest, read: Callable[[bytes], _Answer]) -> _Answer:
        """Return the answer, as `read` understands it (ValueError: it does not).

        Raises:
            PeerUnavailable: no answer; `ChangeUnsure` when a change may have been made.
            KeyReused: the bank says so.
            UnknownCard: the bank knows no such card.
        """
        sent, trying, reason = False, False, "no answer in time"
        try:
            async with asyncio.timeout(self._settings.total_s):
                for number in range(MAX_TRIES):
                    await _pause(number)
                    trying = True
                    try:
                        return await self._admitted(request, read)
                    except _TryFailed as failure:
                        trying, reason = False, failure.reason
                        sent |= failure.sent
                        if failure.sent and not request.repeatable:
                            break
        except TimeoutError:
            sent |= trying
        unsure = sent and request.key is not None
        raise (ChangeUnsure if unsure else PeerUnavailable)("bank", reason)

    async def _admitted(self, request: BankRequest, read: Callable[[bytes], _Answer]) -> _Answer:
        permit = self._breaker.admit(self._clock.now())
        if permit is None:
            raise _TryFailed("it is left alone after many failures", sent=False)
        settled = False
        try:
            answer = await self._try(request, read)
        except _TryFailed as failure:
            settled = True
            self._breaker.failed(permit, self._clock.now())
            _log.warning("bank.try_failed", reason=failure.reason, breaker=self.breaker)
            raise
        except (PeerUnavailable, KeyReused, UnknownCard):
            settled = True
            self._breaker.succeeded(permit)
            raise
        else:
            settled = True
            self._breaker.succeeded(permit)
            return answer
        finally:
            if not settled:
                self._breaker.abandoned(permit)

    async def _try(self, request: BankRequest, read: Callable[[bytes], _Answer]) -> _Answer:
        headers = {"Idempotency-Key": request.key} if request.key is not None else {}
        try:
            async with self._session.request(
                request.method,
                f"{self._settings.url}{request.path}",
                json=request.body,
                headers=headers,
                allow_redirects=False,
            ) as response:
                body = await _bounded(response)
        except _NEVER_SENT as error:
            raise _TryFailed(type(error).__name__, sent=False) from error
        except TimeoutError as error:
            raise _TryFailed("no answer in time") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise _TryFailed(type(error).__name__) from error
        if response.status != 200:
            raise _refusal(response.status, body)
        try:
            return read(body)
        except ValueError:  # whose text may show what stands there
            raise _TryFailed("its answer makes no sense") from None


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise _TryFailed("its answer is too long")
    return bytes(body)


def _refusal(status: int, body: bytes) -> Exception:
    """Return what an answer means that is none."""
    problem = _problem(body) if 400 <= status < 500 else ""
    match problem:
        case "/problems/key-reused":
            return KeyReused("the key of another change")
        case "/problems/unknown-card":
            return UnknownCard("no such card")
        case "/problems/pin-block":
            return PinBlockUnreadable("bank", "it cannot open the PIN block")
        case "/problems/invalid-request" | "about:blank":
            # The bank is well and has done nothing; asking again would change neither.
            return PeerUnavailable("bank", f"it refuses the request ({status})")
        case _:
            return _TryFailed(f"it answered {status}")


def _problem(body: bytes) -> str:
    try:
        return str(json.loads(body)["type"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


async def _pause(number: int) -> None:
    if number:
        # No secret: who could foresee it would know when a try comes.
        await asyncio.sleep(random.uniform(0, FIRST_PAUSE_S * 2 ** (number - 1)))  # noqa: S311
