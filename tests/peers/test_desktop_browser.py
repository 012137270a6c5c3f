"""The agent desktop in a real Chromium: what an agent sees and can do."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.domain.agents import AgentState, OfferFailure
from callcenter_cti.domain.calls import IvrStep, Verification
from callcenter_cti.domain.facts import PopShown
from tests.fakes.agent_desk import ANNA, START, call, customer, offer
from tests.fakes.agent_floor import AgentFloor
from tests.peers.chromium import chromium

pytestmark = pytest.mark.browser


@pytest.fixture
async def floor() -> AsyncIterator[AgentFloor]:
    floor = AgentFloor()
    async with floor.served():
        yield floor


@pytest.fixture
async def page(floor: AgentFloor) -> AsyncIterator[Page]:
    """A page on the log-in form; no error of its own and no breach of the content policy."""
    async with _page(floor) as page:
        yield page


@asynccontextmanager
async def _page(floor: AgentFloor) -> AsyncIterator[Page]:
    complaints: list[str] = []

    def read(line: str) -> None:
        if "Content Security Policy" in line:
            complaints.append(line)

    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: read(line.text))
        await page.goto(f"{floor.url}/")
        yield page
    assert complaints == []


async def _log_in(page: Page, password: str = "open sesame") -> None:
    await page.get_by_label("Agent", exact=True).fill("anna")
    await page.get_by_label("Password").fill(password)
    await page.get_by_label("Password").press("Enter")


async def _sees_state(page: Page, text: str) -> None:
    await expect(page.locator("#state")).to_have_text(text)


async def test_shift_from_log_in_to_log_out(floor: AgentFloor, page: Page) -> None:
    """With the keyboard and the buttons that an agent has."""
    await _log_in(page, "wrong")
    await expect(page.locator("#log-in-error")).to_have_text("Agent or password is wrong.")
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    await page.get_by_role("button", name="Ready", exact=True).click()
    await _sees_state(page, "Ready")
    await page.get_by_role("button", name="Lunch").click()
    await _sees_state(page, "Not ready: Lunch")
    await expect(page.get_by_role("button", name="Lunch")).to_have_attribute(
        "aria-pressed", "true"
    )
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_label("Password")).to_be_visible()

    assert floor.state() is AgentState.LOGGED_OUT


async def test_pop_is_on_the_screen_before_it_counts_as_shown(
    floor: AgentFloor, page: Page
) -> None:
    """Who, product, value, how verified, what for, what he did, what was before."""
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    floor.desk.put(ANNA, AgentState.RESERVED, offer=offer())

    await asyncio.wait_for(floor.pops.offered(offer()), 20)

    assert any(isinstance(fact, PopShown) for fact in floor.facts)
    card = page.locator(".pop")
    await expect(card.get_by_role("heading", name="Grace Liu")).to_be_visible()
    text = await card.inner_text()
    for words in (
        "Platinum card",
        "Preferred client",
        "Card number and PIN correct",
        "•••• 4242",
        "2011",
        "0:42",
        "English",
        "Asked for a person",
        "Balance and transactions",
    ):
        assert words in text, words
    await expect(page.locator(".history li")).to_have_count(2)
    await expect(page.locator("#announce")).to_contain_text("Incoming call: Grace Liu")
    await expect(page).to_have_title(re.compile("Grace Liu"))


async def test_call_from_the_ring_to_the_end_of_wrap_up(floor: AgentFloor, page: Page) -> None:
    """The card stays with the agent while he talks and finishes; then it is gone."""
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    floor.desk.put(ANNA, AgentState.RESERVED, offer=offer())
    await asyncio.wait_for(floor.pops.offered(offer()), 20)
    await expect(page.locator(".phase")).to_contain_text("Incoming call")

    floor.desk.put(ANNA, AgentState.TALKING, offer=offer())
    await _sees_state(page, "On a call")
    await expect(page.get_by_role("timer", name="Talk time")).to_be_visible()
    await page.get_by_role("button", name="Break").click()
    await expect(page.locator("#after")).to_have_text("After this call you will be not ready.")
    until = floor.clock.wall() + timedelta(seconds=30)
    floor.desk.put(ANNA, AgentState.WRAP_UP, offer=offer(), wrap_up_until=until)
    await _sees_state(page, "Wrap-up")
    await expect(page.locator("#timer-of")).to_have_text("wrap-up left")
    await expect(page.locator(".pop")).to_be_visible()
    await page.get_by_role("button", name="Finish wrap-up").click()

    await _sees_state(page, "Ready")
    await expect(page.locator(".pop")).to_have_count(0)
    await expect(page.get_by_text("Waiting for the next caller")).to_be_visible()


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (None, "the caller left"),
        (OfferFailure.RING_NO_ANSWER, "You did not answer in time"),
    ],
)
async def test_withdrawn_pop_says_why(
    floor: AgentFloor, page: Page, why: OfferFailure | None, words: str
) -> None:
    """The agent sees why his phone fell silent, in whatever order pop and state come."""
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    floor.desk.put(ANNA, AgentState.RESERVED, offer=offer())
    await asyncio.wait_for(floor.pops.offered(offer()), 20)

    floor.desk.put(ANNA, AgentState.READY)
    await _sees_state(page, "Ready")
    await floor.pops.withdrawn(offer(), why)

    await expect(page.locator(".pop.gone .phase")).to_contain_text(words)


async def test_unknown_caller_is_told_as_such(floor: AgentFloor, page: Page) -> None:
    """The agent is warned not to speak about an account."""
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    unknown = offer(known=False)
    floor.desk.put(ANNA, AgentState.RESERVED, offer=unknown)

    await asyncio.wait_for(floor.pops.offered(unknown), 20)

    await expect(page.locator(".verified")).to_contain_text("Verify before you speak")
    await expect(page.locator(".badges")).to_have_text("Not identified")
    await expect(page.locator(".history")).to_contain_text("not identified")


async def test_emergency_and_case_number_stand_out(floor: AgentFloor, page: Page) -> None:
    """A lost card is marked, and the number that the caller was told to quote is on the card."""
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    steps = (
        IvrStep("language", "done", START, "zh"),
        IvrStep("lost", "done", START, "40071623"),
    )
    facts = replace(call(), emergency=True, journey=steps, verification=Verification.ONE_TIME_CODE)
    urgent = offer(facts=facts)
    floor.desk.put(ANNA, AgentState.RESERVED, offer=urgent)

    await asyncio.wait_for(floor.pops.offered(urgent), 20)

    await expect(page.locator(".badges .emergency")).to_have_text("Emergency")
    await expect(page.locator(".reference")).to_have_text(" No. 40071623")
    await expect(page.locator(".verified.sure")).to_be_visible()
    await expect(page.locator("#announce")).to_contain_text("Emergency. Incoming call")


async def test_nothing_that_a_bank_sends_becomes_markup(floor: AgentFloor, page: Page) -> None:
    """A name with tags in it is a strange name, no script."""
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    name = "<img src=x onerror=\"document.title='owned'\"><b>Eve</b>"
    evil = offer(facts=replace(call(), customer=replace(customer(), name=name)))
    floor.desk.put(ANNA, AgentState.RESERVED, offer=evil)

    await asyncio.wait_for(floor.pops.offered(evil), 20)

    await expect(page.locator("#caller")).to_have_text(name)
    assert await page.locator("#caller *").count() == 0
    assert "owned" not in (await page.title()).removeprefix(f"☎ {name}")


async def test_reloaded_page_comes_back_to_its_call(floor: AgentFloor, page: Page) -> None:
    """No second log-in, and the caller is on the screen again."""
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    floor.desk.put(ANNA, AgentState.TALKING, offer=offer())
    await _sees_state(page, "On a call")

    await page.reload()

    await _sees_state(page, "On a call")
    await expect(page.get_by_role("heading", name="Grace Liu")).to_be_visible()


async def test_lost_connection_is_said_and_made_again() -> None:
    """The engine's sockets drop; the page says so, returns by itself and shows the new state."""
    floor = AgentFloor(policy=DesktopPolicy(desktop_grace_s=60))
    async with floor.served(), _page(floor) as page:
        await _log_in(page)
        await _sees_state(page, "Not ready: just logged in")
        await page.evaluate("window.sawLost = false")
        await page.evaluate(
            """new MutationObserver(() => {
                if (!document.getElementById("lost").hidden) window.sawLost = true;
            }).observe(document.getElementById("lost"), {attributes: true})"""
        )

        floor.pops.sockets.cut_all()
        floor.desk.put(ANNA, AgentState.READY)

        await _sees_state(page, "Ready")
        await expect(page.locator("#lost")).to_be_hidden()
        assert await page.evaluate("window.sawLost")


async def test_ended_session_leads_to_the_log_in_form(floor: AgentFloor, page: Page) -> None:
    """A page whose session is gone does not try for ever."""
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")

    floor.clock.advance(13 * 3600)
    floor.pops.sockets.cut_all()

    await expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
async def test_nothing_is_cut_off_at_the_side(
    floor: AgentFloor, page: Page, width: int, height: int
) -> None:
    """On a small screen of a desk and on a narrow window the page does not scroll sideways."""
    await page.set_viewport_size({"width": width, "height": height})
    await _log_in(page)
    await _sees_state(page, "Not ready: just logged in")
    floor.desk.put(ANNA, AgentState.RESERVED, offer=offer())

    await asyncio.wait_for(floor.pops.offered(offer()), 20)

    await expect(page.locator(".pop")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
