"""The demo bank over HTTP: serves exactly `openapi.yaml`, for one voice system or several.

Decides which status an error gets; knows no rule of the bank. Nothing it answers or logs shows
what stood in a request. (What is no HTTP at all aiohttp answers, to who sent it;
`config.log_lines` keeps it out of the log.)
"""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

import structlog
from aiohttp import web
from pydantic import BaseModel, TypeAdapter

from callcenter_cti.bank import wire
from callcenter_cti.bank.card_changes import CardChanges, ChangeKey, Expiry, KeyReused
from callcenter_cti.bank.card_services import CardServices, UnknownCard
from callcenter_cti.bank.outcomes import Outcome, write_outcome
from callcenter_cti.bank.pin_keys import PinBlockUnreadable
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken

_log = structlog.get_logger(__name__)
_Body = TypeVar("_Body", bound=BaseModel)
_Kind = TypeVar("_Kind")
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_REQUEST_BYTES: Final = 4096


class _InvalidRequest(Exception):  # noqa: N818 - answered, never seen outside
    pass


_PROBLEMS: Final[tuple[tuple[type[Exception], int, str], ...]] = (
    (PinBlockUnreadable, 422, "/problems/pin-block"),
    (KeyReused, 422, "/problems/key-reused"),
    (UnknownCard, 404, "/problems/unknown-card"),
    (_InvalidRequest, 400, "/problems/invalid-request"),
    (PeerUnavailable, 503, "/problems/unavailable"),
)
_TITLES: Final = {
    "/problems/pin-block": "The PIN block cannot be opened",
    "/problems/key-reused": "The idempotency key came with another request",
    "/problems/unknown-card": "There is no such card",
    "/problems/invalid-request": "The request is not as it is described",
    "/problems/unavailable": "The card system cannot answer now",
}


class ServedBank(CardServices, CardChanges, Protocol):
    """What the server needs of the bank behind it."""

    async def holder(self, card: CardToken) -> Customer:
        """Return who holds a card.

        Raises:
            UnknownCard: no such card.
        """
        ...


class DemoServer:
    """Serves a bank.

    Args:
        bank: What is served.
        token: The bearer token that the voice system shows.
    """

    def __init__(self, bank: ServedBank, *, token: str) -> None:
        self._bank = bank
        self._expected = f"Bearer {token}".encode()

    def application(self) -> web.Application:
        """Return the application, not started yet."""
        application = web.Application(
            middlewares=[_answer_problems, self._demand_token], client_max_size=MAX_REQUEST_BYTES
        )
        application.router.add_routes(
            [
                web.get("/v1/ready", self._ready),
                web.post("/v1/recognitions", self._recognise),
                web.post("/v1/verifications", self._verify),
                web.post("/v1/codes", self._send_code),
                web.post("/v1/codes/{challenge}/checks", self._check_code),
                web.get("/v1/cards/{card}/account", self._account),
                web.get("/v1/cards/{card}/transactions", self._transactions),
                web.get("/v1/cards/{card}/points", self._points),
                web.get("/v1/cards/{card}/rewards", self._rewards),
                web.post("/v1/activations", self._activate),
                web.post("/v1/cards/{card}/redemptions", self._redeem),
                web.post("/v1/cards/{card}/pin-changes", self._change_pin),
                web.post("/v1/cards/{card}/blocks", self._block),
                web.post("/v1/blocks", self._block_number),
                web.post("/v1/cards/{card}/disputes", self._dispute),
                web.post("/v1/cards/{card}/statements", self._send_statement),
            ]
        )
        return application

    @web.middleware
    async def _demand_token(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        shown = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(shown, self._expected):
            return _problem(401, "about:blank", "Unauthorized", {"WWW-Authenticate": "Bearer"})
        return await handler(request)

    # Reads.

    async def _ready(self, _request: web.Request) -> web.Response:
        if not await self._bank.ready():
            raise PeerUnavailable("bank", "its database does not answer")
        return web.json_response({"ready": True})

    async def _recognise(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.RecognitionBody)
        customer = await self._bank.recognise(body.ani)
        return _json(wire.RECOGNISED, {"customer": customer})

    async def _verify(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.VerificationBody)
        return _outcome(
            await self._bank.verify(body.number, body.pin_block.opened(), body.attempt.opened())
        )

    async def _send_code(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.CodeBody)
        customer = await self._bank.holder(CardToken(body.card))
        return _json(wire.CODE_SENT, await self._bank.send_code(customer))

    async def _check_code(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.CodeCheckBody)
        challenge = request.match_info["challenge"]
        return _outcome(await self._bank.check_code(challenge, body.code, body.attempt.opened()))

    async def _account(self, request: web.Request) -> web.Response:
        return _json(wire.ACCOUNT, await self._bank.account(_card(request)))

    async def _transactions(self, request: web.Request) -> web.Response:
        page = _page(request)
        booked = await self._bank.transactions(
            _card(request), limit=page.limit, offset=page.offset
        )
        return _json(wire.TRANSACTIONS, booked)

    async def _points(self, request: web.Request) -> web.Response:
        return _json(wire.POINTS, await self._bank.points(_card(request)))

    async def _rewards(self, request: web.Request) -> web.Response:
        return _json(wire.REWARDS, await self._bank.rewards(_card(request)))

    # Changes.

    async def _activate(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.ActivationBody)
        return _outcome(
            await self._bank.activate(
                body.number,
                Expiry(body.expiry.month, body.expiry.year),
                body.pin_block.opened(),
                body.attempt.opened(),
                _key(request),
            )
        )

    async def _redeem(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.RedemptionBody)
        return _outcome(await self._bank.redeem(_card(request), body.reward, _key(request)))

    async def _change_pin(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.PinChangeBody)
        return _outcome(
            await self._bank.change_pin(
                _card(request), body.old.opened(), body.new.opened(), _key(request)
            )
        )

    async def _block(self, request: web.Request) -> web.Response:
        return _outcome(await self._bank.block(_card(request), _key(request)))

    async def _block_number(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.BlockBody)
        return _outcome(await self._bank.block_number(body.number, _key(request)))

    async def _dispute(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.DisputeBody)
        return _outcome(
            await self._bank.dispute(_card(request), body.transaction_id, _key(request))
        )

    async def _send_statement(self, request: web.Request) -> web.Response:
        body = await _body(request, wire.StatementBody)
        return _outcome(await self._bank.send_statement(_card(request), body.by, _key(request)))


def _card(request: web.Request) -> CardToken:
    return CardToken(request.match_info["card"])


def _key(request: web.Request) -> ChangeKey:
    key = request.headers.get("Idempotency-Key", "")
    if not (1 <= len(key) <= 128 and all("!" <= character <= "~" for character in key)):
        raise _InvalidRequest
    return ChangeKey(key)


def _page(request: web.Request) -> wire.Page:
    try:
        return wire.Page.model_validate_strings(dict(request.query))
    except ValueError:
        raise _InvalidRequest from None


async def _body(request: web.Request, kind: type[_Body]) -> _Body:
    try:
        return kind.model_validate_json(await request.read(), strict=True)
    except ValueError:
        raise _InvalidRequest from None


def _outcome(outcome: Outcome) -> web.Response:
    return web.json_response(text=write_outcome(outcome))


def _json(adapter: TypeAdapter[_Kind], value: _Kind) -> web.Response:
    return web.json_response(body=adapter.dump_json(value))


def _problem(
    status: int, kind: str, title: str, headers: dict[str, str] | None = None
) -> web.Response:
    text = json.dumps({"type": kind, "title": title, "status": status})
    return web.Response(
        status=status, text=text, content_type="application/problem+json", headers=headers
    )


@web.middleware
async def _answer_problems(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Turn whatever goes wrong into problem details; say at debug level what was asked."""
    resource = request.match_info.route.resource
    asked = resource.canonical if resource is not None else "unknown"  # never what stands in it
    _log.debug("demo_bank.request", method=request.method, path=asked)
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _problem(error.status, "about:blank", error.reason or "")
    except Exception as error:  # noqa: BLE001 - the edge of a request; logged unless foreseen
        for kind, status, name in _PROBLEMS:
            if isinstance(error, kind):
                return _problem(status, name, _TITLES[name])
        _log.exception("demo_bank.request_failed")
        return _problem(500, "about:blank", "Internal Server Error")
