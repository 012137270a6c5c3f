"""The demo bank over HTTP: what it answers to whoever does not ask as he should."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from openapi_spec_validator import validate
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from callcenter_cti.bank.card_changes import ChangeKey, Delivery
from callcenter_cti.bank.card_services import Reward
from callcenter_cti.bank.demo_server import MAX_REQUEST_BYTES, DemoServer
from callcenter_cti.domain.errors import PeerUnavailable
from tests.contracts.bank_document import BankDocument, document
from tests.contracts.card_changes_contract import KEY, NEW_PIN, expiry, sealed
from tests.contracts.card_services_contract import CALLER, FIRST, attempt, customer_of
from tests.fakes.card_services import FakeCardServices
from tests.fakes.pin_keys import SEALER, STRANGERS_SEALER
from tests.fakes.seeded_bank import bank_on, last_code
from tests.fakes.served_bank import TOKEN, asking, served

JSON = {"Content-Type": "application/json"}
NUMBER = FIRST.number
BLOCK = SEALER.seal(FIRST.card_pin, FIRST.card_number)
PIN_BLOCK = {"format": "iso-4", "key": BLOCK.key_name, "block": BLOCK.ciphertext.hex()}
ATTEMPT = {"ani": "61255500999", "hotline": "1001"}


@dataclass
class Asker:
    """A client without manners; what passes is checked against the document."""

    session: aiohttp.ClientSession
    url: str

    async def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Any]:
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(
            method, f"{self.url}{path}", data=data, headers=JSON | shown
        ) as response:
            return response.status, await response.json(content_type=None)


@pytest.fixture
async def asker(engine: AsyncEngine) -> AsyncIterator[Asker]:
    checked = BankDocument()
    async with (
        bank_on(engine) as bank,
        served(bank, document=checked) as url,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session,
    ):
        yield Asker(session, url)
    assert checked.complaints == []


def test_document_is_valid_openapi():
    """Tools of others can read it."""
    validate(document())


def test_every_route_is_in_the_document_and_the_other_way_round():
    """Nothing is served that is not described."""
    bank: Any = FakeCardServices()
    routes = {
        (route.method, route.resource.canonical)
        for route in DemoServer(bank, token=TOKEN).application().router.routes()
        if route.method != "HEAD" and route.resource is not None
    }

    assert routes == set(BankDocument().operations.values())


async def test_every_operation_is_answered_as_documented(engine: AsyncEngine):
    """One call of each method of both ports."""
    checked = BankDocument()
    async with (
        bank_on(engine) as bank,
        served(bank, document=checked) as url,
        asking(url) as host,
    ):
        customer = await customer_of(host, FIRST)
        sent = await host.send_code(customer)
        await host.check_code(sent.challenge, await last_code(engine, customer), CALLER)
        booked = await host.transactions(customer.card, limit=3)
        keys = (ChangeKey(f"{KEY}{number}") for number in range(10))
        await asyncio.gather(
            host.recognise(FIRST.phone),
            host.account(customer.card),
            host.points(customer.card),
            host.rewards(customer.card),
            host.ready(),
            host.redeem(customer.card, Reward.STATEMENT_CREDIT, next(keys)),
            host.dispute(customer.card, booked[0].transaction_id, next(keys)),
            host.send_statement(customer.card, Delivery.POST, next(keys)),
        )
        await host.activate(FIRST.card_number, expiry(FIRST), sealed(FIRST), CALLER, next(keys))
        await host.change_pin(customer.card, sealed(FIRST), sealed(FIRST, NEW_PIN), next(keys))
        await host.block(customer.card, next(keys))
        await host.block_number(FIRST.card_number, next(keys))

    assert checked.complaints == []
    assert checked.seen == {(operation, 200) for operation in checked.operations}


def test_check_against_the_document_finds_what_is_wrong():
    """It is no rubber stamp."""
    checked = BankDocument()
    pointer = "/components/schemas/Done"

    checked._check_at({"outcome": "done", "reference": "00000017"}, pointer, "right")
    assert checked.complaints == []
    wrongs: tuple[Any, ...] = ({"outcome": "done"}, {"outcome": "done", "reference": "17"}, {}, [])
    for wrong in wrongs:
        checked._check_at(wrong, pointer, "wrong")
        assert checked.complaints
        checked.complaints.clear()


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"bearer{TOKEN}"]
)
async def test_nobody_is_answered_without_the_token(asker: Asker, shown: str):
    """Nothing of the bank is behind that door."""
    for method, template in BankDocument().operations.values():
        path = template.format(card="card", challenge="challenge")
        code, problem = await asker.ask(method, path, {}, Authorization=shown)

        assert (code, problem["type"]) == (401, "about:blank")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{",
        b"\xff",
        b"[" * 2000,
        {},
        {"number": NUMBER, "pin_block": PIN_BLOCK},
        {"number": NUMBER[:-1] + "9", "pin_block": PIN_BLOCK, "attempt": ATTEMPT},
        {"number": int(NUMBER), "pin_block": PIN_BLOCK, "attempt": ATTEMPT},
        {"number": NUMBER, "pin_block": PIN_BLOCK, "attempt": ATTEMPT, "pin": FIRST.pin},
        {"number": NUMBER, "pin_block": PIN_BLOCK | {"block": "00"}, "attempt": ATTEMPT},
        {"number": NUMBER, "pin_block": PIN_BLOCK | {"format": "iso-3"}, "attempt": ATTEMPT},
        {"number": NUMBER, "pin_block": PIN_BLOCK, "attempt": ATTEMPT | {"ani": "6" * 33}},
    ],
    ids=range(13),
)
async def test_request_that_is_not_as_described_is_refused_and_shown_nowhere(
    asker: Asker, body: object
):
    """Neither the answer nor a log line shows what was sent; and it counts for nobody."""
    with capture_logs() as lines:
        code, problem = await asker.ask("POST", "/v1/verifications", body)

    assert (code, problem["type"]) == (400, "/problems/invalid-request")
    assert [line["event"] for line in lines] == ["demo_bank.request"]
    assert NUMBER not in json.dumps([problem, lines])


@pytest.mark.parametrize("query", ["", "?limit=0", "?limit=51", "?limit=x", "?limit=5&offset=-1"])
async def test_page_out_of_range_is_refused(asker: Asker, query: str):
    """As the port refuses it."""
    code, problem = await asker.ask("GET", f"/v1/cards/card/transactions{query}")

    assert (code, problem["type"]) == (400, "/problems/invalid-request")


@pytest.mark.parametrize("key", ["", "with space", "k" * 129, "\u00fcber"])
async def test_change_without_a_usable_key_is_refused(asker: Asker, key: str):
    """Nobody could repeat it."""
    headers = {"Idempotency_Key": key} if key else {}
    code, problem = await asker.ask("POST", "/v1/blocks", {"number": NUMBER}, **headers)

    assert (code, problem["type"]) == (400, "/problems/invalid-request")


async def test_pin_block_of_a_strange_key_is_unprocessable(asker: Asker):
    """The bank says whose fault it is."""
    strange = STRANGERS_SEALER.seal(FIRST.card_pin, FIRST.card_number)
    block = PIN_BLOCK | {"key": strange.key_name, "block": strange.ciphertext.hex()}
    body = {"number": NUMBER, "pin_block": block, "attempt": ATTEMPT}

    code, problem = await asker.ask("POST", "/v1/verifications", body)

    assert (code, problem["type"]) == (422, "/problems/pin-block")


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/v1/nothing", None, 404),
        ("DELETE", "/v1/ready", None, 405),
        ("POST", "/v1/recognitions", b" " * (MAX_REQUEST_BYTES + 1), 413),
    ],
    ids=["path", "method", "length"],
)
async def test_unknown_paths_methods_and_long_bodies_are_problems_too(
    method: str, path: str, body: bytes | None, expected: int
):
    """Every answer that is none has the same form."""
    bank: Any = FakeCardServices()
    async with (
        served(bank) as url,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session,
    ):
        code, problem = await Asker(session, url).ask(method, path, body)

    assert (code, problem["status"], problem["type"]) == (expected, expected, "about:blank")


async def test_bank_that_cannot_answer_says_so():
    """503 for what may come back; 500 for a fault of ours, which is logged without the request."""
    fake = FakeCardServices()
    bank: Any = fake
    async with served(bank) as url, asking(url) as host:
        fake.unavailable = True
        assert await host.ready() is False
        with pytest.raises(PeerUnavailable, match="503"):
            await attempt(host, FIRST)
        fake.unavailable = False

        async def crash(method: str) -> None:
            raise KeyError(method)

        fake.before_answer = crash
        with capture_logs() as lines, pytest.raises(PeerUnavailable, match="500"):
            await attempt(host, FIRST)

    said = [line["event"] for line in lines]
    assert said == ["demo_bank.request", "demo_bank.request_failed", "bank.try_failed"]
    assert NUMBER not in str(lines)


def test_reference_page_lists_every_operation():
    """Whoever reads the page misses none."""
    page = (Path(__file__).parents[3] / "docs/reference/bank-api.md").read_text(encoding="utf-8")

    for operation, (method, path) in BankDocument().operations.items():
        assert f"| `{operation}` | `{method} {path}` |" in page
    for problem in document()["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]:
        assert f"| `{problem}` |" in page
