"""What the adapter does when a bank is silent, slow, wrong or gone; over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from callcenter_cti.bank.card_changes import ChangeKey, ChangeUnsure, Done, KeyReused
from callcenter_cti.bank.card_services import Points, Reward, UnknownCard
from callcenter_cti.bank.circuit_breaker import BreakerState
from callcenter_cti.bank.http import HttpCardServices
from callcenter_cti.bank.http_link import MAX_ANSWER_BYTES, MAX_TRIES, BankRequest, LinkSettings
from callcenter_cti.bank.pin_keys import PinBlockUnreadable
from callcenter_cti.domain.cards import CardNumber, OneTimeCode
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken
from tests.contracts.card_services_contract import CALLER, FIRST
from tests.fakes.agent_desk import customer
from tests.fakes.clock import FakeClock
from tests.fakes.pin_keys import SEALER
from tests.fakes.served_bank import TOKEN, asking, listening

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]
CARD, KEY = CardToken("card-1"), ChangeKey("sydney-1.1/1")
POINTS = Points(4200, 0, None)


class ScriptedBank:
    """Answers one request after the other as it is told, the last way for ever."""

    def __init__(self, *answers: Answering) -> None:
        self.asked: list[web.Request] = []
        self._answers = list(answers)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        self.asked.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return await answer(request)


@asynccontextmanager
async def asked(
    bank: ScriptedBank,
    *,
    clock: FakeClock | None = None,
    try_s: float = 20.0,
    breaker_failures: int = 100,
) -> AsyncIterator[HttpCardServices]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", bank.answer)
    async with (
        listening(application) as url,
        asking(url, clock=clock, try_s=try_s, breaker_failures=breaker_failures) as host,
    ):
        yield host


async def points(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"balance": 4200, "expiring": 0, "expiring_on": None})


async def done(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"outcome": "done", "reference": "00000017"})


async def refused(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"outcome": "refused"})


async def broken(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=500)


async def cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def status(code: int, kind: str = "about:blank") -> Answering:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"type": kind}, status=code)

    return answer


def told(body: bytes) -> Answering:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    return answer


async def verify(host: HttpCardServices) -> object:
    block = SEALER.seal(FIRST.card_pin, FIRST.card_number)
    return await host.verify(FIRST.card_number, block, CALLER)


# Repeating.


@pytest.mark.parametrize(
    "fault",
    [broken, cut, told(b"<html>"), told(b"{}"), told(b'{"balance": "4200"}'), status(503)],
    ids=["500", "cut", "garbage", "empty", "wrong kind", "503"],
)
async def test_read_is_repeated_until_it_is_answered(fault: Answering):
    """Two mishaps cost the caller nothing but a moment."""
    bank = ScriptedBank(fault, fault, points)
    async with asked(bank) as host:
        assert await host.points(CARD) == POINTS

    assert len(bank.asked) == 3


async def test_change_is_repeated_with_its_key():
    """The very same request, so that the bank knows it again."""
    bank = ScriptedBank(broken, cut, done)
    async with asked(bank) as host:
        assert await host.redeem(CARD, Reward.AIRLINE_MILES, KEY) == Done("00000017")

    assert {request.headers["Idempotency-Key"] for request in bank.asked} == {KEY}
    assert len({await request.read() for request in bank.asked}) == 1


@pytest.mark.parametrize("fault", [broken, cut, told(b"<html>")], ids=["500", "cut", "garbage"])
async def test_what_counts_each_time_is_never_repeated(fault: Answering):
    """A PIN, a code that is checked and a code that is sent: once, whatever happens."""
    bank = ScriptedBank(fault)
    async with asked(bank) as host:
        for ask in (
            verify(host),
            host.check_code("challenge", OneTimeCode("123456"), CALLER),
            host.send_code(customer()),
        ):
            with pytest.raises(PeerUnavailable) as caught:
                await ask
            assert not isinstance(caught.value, ChangeUnsure)

    assert len(bank.asked) == 3


async def test_pin_that_reached_nobody_is_tried_again():
    """A bank that is being started again costs no attempt."""
    with capture_logs() as lines:
        async with asking("http://127.0.0.1:1") as host:
            with pytest.raises(PeerUnavailable) as caught:
                await verify(host)

    assert not isinstance(caught.value, ChangeUnsure)
    assert [line["event"] for line in lines] == ["bank.try_failed"] * MAX_TRIES


async def test_tries_have_a_limit():
    """A bank that is down is not beaten."""
    bank = ScriptedBank(broken)
    async with asked(bank) as host:
        with pytest.raises(PeerUnavailable, match="it answered 500"):
            await host.points(CARD)

    assert len(bank.asked) == MAX_TRIES


# What silence means.


@pytest.mark.parametrize("fault", [broken, cut, told(b"{}")], ids=["500", "cut", "empty"])
async def test_change_that_may_have_been_made_is_unsure(fault: Answering):
    """The caller must not hear that nothing was done."""
    async with asked(ScriptedBank(fault)) as host:
        with pytest.raises(ChangeUnsure):
            await host.block(CARD, KEY)


async def test_change_that_reached_nobody_was_not_made():
    """He may hear that, and try again."""
    async with asking("http://127.0.0.1:1") as host:
        with pytest.raises(PeerUnavailable) as caught:
            await host.block(CARD, KEY)

    assert not isinstance(caught.value, ChangeUnsure)


async def test_silent_bank_costs_no_more_than_its_time():
    """Each try has its limit; a change is unsure after that."""
    gone = asyncio.Event()

    async def silent(_request: web.Request) -> web.StreamResponse:
        await gone.wait()
        return web.Response()

    async with asked(ScriptedBank(silent), try_s=0.05) as host:
        with pytest.raises(PeerUnavailable, match="no answer in time"):
            await host.points(CARD)
        with pytest.raises(ChangeUnsure, match="no answer in time"):
            await host.block(CARD, KEY)
        gone.set()


async def test_all_tries_together_have_a_limit_as_well():
    """The caller is on the telephone."""
    gone = asyncio.Event()
    bank = ScriptedBank(lambda _request: _wait(gone))
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", bank.answer)
    async with listening(application) as url, asking(url, try_s=20.0, total_s=0.1) as host:
        with pytest.raises(PeerUnavailable, match="no answer in time"):
            await host.points(CARD)
        gone.set()

    assert len(bank.asked) == 1


async def _wait(gone: asyncio.Event) -> web.StreamResponse:
    await gone.wait()
    return web.Response()


# What a bank answers instead.


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(404, "/problems/unknown-card"), UnknownCard),
        (status(422, "/problems/key-reused"), KeyReused),
        (status(422, "/problems/pin-block"), PinBlockUnreadable),
        (status(400, "/problems/invalid-request"), PeerUnavailable),
        (status(401), PeerUnavailable),
    ],
    ids=["unknown card", "key reused", "PIN block", "invalid", "unauthorized"],
)
async def test_refusal_is_an_answer(answer: Answering, error: type[Exception]):
    """It is not repeated, nothing was done, and the bank is well."""
    bank = ScriptedBank(answer)
    async with asked(bank, breaker_failures=1) as host:
        for _ in range(3):
            with pytest.raises(error) as caught:
                await host.block(CARD, KEY)
            assert not isinstance(caught.value, ChangeUnsure)

    assert len(bank.asked) == 3


async def test_redirect_is_not_followed():
    """Card numbers go where the settings say and nowhere else."""
    bank = ScriptedBank(
        lambda _request: _redirect("/v1/elsewhere"), lambda _request: _redirect("/v1/again")
    )
    async with asked(bank) as host:
        with pytest.raises(PeerUnavailable, match="it answered 307"):
            await host.points(CARD)

    assert {request.path for request in bank.asked} == {"/v1/cards/card-1/points"}


async def _redirect(to: str) -> web.StreamResponse:
    return web.Response(status=307, headers={"Location": to})


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
async def test_answer_without_end_is_not_read_to_the_end(declared: bool):
    """Memory is bounded, whatever a bank sends."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if declared:
            response.content_length = 10**9
        await response.prepare(request)
        try:
            for _ in range(3 * MAX_ANSWER_BYTES // 4096):
                await response.write(b" " * 4096)
        except ConnectionError:
            pass
        return response

    async with asked(ScriptedBank(endless)) as host:
        with pytest.raises(PeerUnavailable, match="too long"):
            await host.points(CARD)


async def test_other_questions_outcome_is_no_answer():
    """A PIN is not right because the bank says `done`."""
    async with asked(ScriptedBank(done)) as host:
        with pytest.raises(PeerUnavailable, match="makes no sense"):
            await verify(host)


# The breaker.


async def test_bank_that_fails_is_left_alone_and_asked_again_later():
    """Callers hear at once that it is down; one try shows that it is back."""
    clock, bank = FakeClock(), ScriptedBank(*[broken] * MAX_TRIES, points)
    async with asked(bank, clock=clock, breaker_failures=MAX_TRIES) as host:
        with pytest.raises(PeerUnavailable):
            await host.points(CARD)
        with pytest.raises(PeerUnavailable, match="left alone"):
            await host.points(CARD)
        assert await host.ready() is False
        assert len(bank.asked) == MAX_TRIES

        clock.advance(10.0)
        assert await host.points(CARD) == POINTS
        assert host.breaker is BreakerState.CLOSED


async def test_change_that_the_breaker_stops_was_not_made():
    """It was never sent."""
    async with asked(ScriptedBank(broken), breaker_failures=1) as host:
        with pytest.raises(PeerUnavailable):
            await host.points(CARD)
        with pytest.raises(PeerUnavailable, match="left alone") as caught:
            await host.block(CARD, KEY)

    assert not isinstance(caught.value, ChangeUnsure)


async def test_change_that_opens_the_breaker_is_unsure():
    """Its first try may have been done."""
    async with asked(ScriptedBank(cut), breaker_failures=1) as host:
        with pytest.raises(ChangeUnsure, match="left alone"):
            await host.block(CARD, KEY)


async def test_caller_who_hangs_up_while_probing_leaves_room_for_the_next():
    """Half open lets one try through, and one that nobody waits for is none."""
    clock, reached = FakeClock(), asyncio.Event()
    gone = asyncio.Event()

    async def silent(_request: web.Request) -> web.StreamResponse:
        reached.set()
        await gone.wait()
        return web.Response()

    bank = ScriptedBank(broken, silent, points)
    async with asked(bank, clock=clock, breaker_failures=1) as host:
        with pytest.raises(PeerUnavailable):
            await host.points(CARD)
        clock.advance(10.0)
        probing = asyncio.create_task(host.points(CARD))
        await reached.wait()
        probing.cancel()
        await asyncio.wait({probing})

        assert await host.points(CARD) == POINTS
        gone.set()


# Secrets.


async def test_card_number_stands_in_the_body_and_nowhere_else():
    """Not in the URL, not in a header; and the PIN stands nowhere."""
    bank = ScriptedBank(done)
    number = CardNumber(FIRST.number)
    async with asked(bank) as host:
        await host.block_number(number, KEY)
        with pytest.raises(PeerUnavailable):
            await verify(host)

    for request in bank.asked:
        assert FIRST.number not in request.path_qs
        assert FIRST.number not in str(request.headers)
        body = await request.read()
        assert FIRST.number.encode() in body
        assert f'"{FIRST.pin}"'.encode() not in body


async def test_token_in_a_path_is_quoted():
    """Whatever a bank calls its cards."""
    bank = ScriptedBank(points)
    async with asked(bank) as host:
        await host.points(CardToken("../a b/?#%"))

    assert bank.asked[0].raw_path == "/v1/cards/..%2Fa%20b%2F%3F%23%25/points"


def test_neither_settings_nor_requests_show_a_secret():
    """Both may stand in a log or a traceback."""
    request = BankRequest("POST", "/v1/blocks", {"number": FIRST.number}, KEY)

    assert TOKEN not in repr(LinkSettings("http://bank", TOKEN))
    assert FIRST.number not in repr(request)
