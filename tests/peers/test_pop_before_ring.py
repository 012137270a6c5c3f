"""Whoever calls is on the agent's screen, and with other programs, before his phone rings."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from playwright.async_api import expect
from standardwebhooks import Webhook

from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.phone import PhoneMode
from callcenter_cti.lab.project_files import prompts_folder
from tests.fakes.webhook_receiver import SECRET, Received, WebhookReceiver
from tests.peers.agent_page import AgentPage, agent_page
from tests.peers.floor import PASSWORDS, Floor, open_floor

pytestmark = [pytest.mark.asterisk, pytest.mark.browser, pytest.mark.timeout(180)]
CARD = DEMO_CARDS[0]
# A browser on a busy machine may take longer than the shipped limit, which then lets the phone
# ring without it.
PATIENT = {"pop_deadline_s": 5.0}


@pytest.fixture
async def hooks() -> AsyncIterator[WebhookReceiver]:
    """Another program that gets the pops."""
    receiver = WebhookReceiver()
    async with receiver.served():
        yield receiver


@pytest.fixture
async def floor(
    lab: Laboratory, prepared: Path, tmp_path: Path, hooks: WebhookReceiver
) -> AsyncIterator[Floor]:
    """The engine, with that program in its settings."""
    async with open_floor(
        lab,
        prepared=prepared,
        prompts=prompts_folder(),
        folder=tmp_path,
        webhooks=[(hooks.url, SECRET)],
        more=PATIENT,
    ) as opened:
        yield opened


@pytest.fixture
async def anna(floor: Floor) -> AsyncIterator[AgentPage]:
    """Anna at her browser, ready for calls."""
    async with agent_page(floor.engine.http) as page:
        await page.log_in("anna", PASSWORDS["anna"])
        await page.ready()
        yield page


async def test_caller_is_on_page_and_webhook_before_the_phone_rings(
    floor: Floor, anna: AgentPage, hooks: WebhookReceiver
) -> None:
    """Who, product, tier, how verified, what he did; all three moments on one clock.

    The other program's moment is that of the event, not of its arrival: the phone waits for the
    page alone, and a receiver that is slow to read holds up no call.
    """
    phone = floor.phone("anna")
    caller = await floor.call()
    await floor.identify(caller, CARD)
    await caller.hears("/menu.item.balance")
    await caller.press("1")
    await caller.hears("/balance.available_credit", limit_s=30)
    await caller.press("0")

    rang = await phone.ringing(limit_s=30)
    offered = await hooks.next()
    seen, seen_at = await anna.saw_caller()
    await phone.answered()
    await anna.shows_state("On a call")
    card = await anna.card()
    await phone.hang_up()
    await anna.shows_state("Wrap-up")
    await caller.ended()
    metrics = await floor.metrics()

    assert seen == CARD.name
    assert seen_at < float(rang["Timestamp"])
    assert told_at(offered) < float(rang["Timestamp"])
    assert_card_tells_all(card, caller)
    assert_webhook_tells_the_same(offered)
    assert sample(metrics, "callcenter_pop_before_ring_seconds_count") == 1
    assert sample(metrics, "callcenter_pops_shown_total") == 1
    assert sample(metrics, "callcenter_pops_late_total") == 0
    assert sample(metrics, 'callcenter_webhook_deliveries_total{outcome="delivered"}') == 1
    assert hooks.came.empty()


async def test_page_and_webhook_are_told_when_the_caller_leaves_while_it_rings(
    floor: Floor, anna: AgentPage, hooks: WebhookReceiver
) -> None:
    """The agent reads why his phone fell silent, the other program gets the same offer back."""
    phone = floor.phone("anna")
    await phone.set_mode(PhoneMode.MANUAL)
    caller = await floor.call()
    await floor.ask_for_person(caller)
    await phone.ringing(limit_s=30)

    await caller.hang_up()
    offered, cancelled = await hooks.next(), await hooks.next()

    await expect(anna.page.locator(".pop.gone .phase")).to_contain_text("the caller left")
    await anna.shows_state("Ready")
    await phone.ended()
    await floor.site.empty()
    assert verified(offered) == "callcenter.screenpop.offered.v1"
    assert verified(cancelled) == "callcenter.screenpop.cancelled.v1"
    first, second = offered.event["data"], cancelled.event["data"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["caller"] is None
    assert second == {
        "token": first["token"],
        "call_id": first["call_id"],
        "agent": "anna",
        "reason": None,
    }


def assert_card_tells_all(card: str, caller: Caller) -> None:
    """What an agent reads of an identified caller who wanted his balance and a person."""
    for words in (
        CARD.name,
        "Platinum card",
        "Preferred client",
        "Card number and PIN correct",
        f"•••• {CARD.number[-4:]}",
        caller.ani,
        "Asked for a person",
    ):
        assert words in card, words
    journey = re.sub(r"\s+", " ", card.partition("In the voice menu")[2])
    assert re.search(r"Identification done .*Balance and transactions .*asked for a", journey)


def assert_webhook_tells_the_same(offered: Received) -> None:
    """The other program reads what the agent does."""
    assert verified(offered) == "callcenter.screenpop.offered.v1"
    pop = offered.event["data"]
    assert isinstance(pop, dict)
    assert pop["caller"]["name"] == CARD.name
    assert pop["caller"]["tier"] == CARD.tier
    assert pop["verification"] == "card_and_pin"
    assert pop["agent"] == "anna"
    assert [step["name"] for step in pop["journey"]][:2] == ["identification", "balance"]


def verified(received: Received) -> str:
    """Check signature and envelope with the libraries that receivers use; return the type."""
    Webhook(SECRET).verify(received.body.decode(), dict(received.headers))
    assert received.headers["Content-Type"].startswith("application/cloudevents+json")
    event = from_http_event(HTTPMessage(dict(received.headers), received.body))
    assert event.get_specversion() == "1.0"
    assert event.get_source() == "urn:callcenter-cti:site:sydney"
    assert event.get_id() == received.headers["webhook-id"]
    assert event.get_time() is not None
    return event.get_type()


def told_at(received: Received) -> float:
    """Return when an event was told, in seconds since 1970."""
    return datetime.fromisoformat(str(received.event["time"])).timestamp()


def sample(metrics: str, name: str) -> float:
    """Return the value of one sample of a scrape."""
    (value,) = re.findall(rf"^{re.escape(name)} (\S+)$", metrics, re.MULTILINE)
    return float(value)
