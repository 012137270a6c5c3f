"""Delivery of screen pops to other programs, over real connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook
from structlog.typing import EventDict

from callcenter_cti.acd.offers import Offer
from callcenter_cti.desktop.profile import screen_pop
from callcenter_cti.desktop.webhook_events import CANCELLED, OFFERED, WebhookTarget
from callcenter_cti.desktop.webhooks import Outcome, Posts, WebhookPosts
from callcenter_cti.domain.agents import OfferFailure
from tests.fakes.agent_desk import offer
from tests.fakes.clock import FakeClock
from tests.fakes.webhook_receiver import SECRET, WebhookReceiver

NOBODY = "http://127.0.0.1:9/hook"
"""The discard port: nothing listens there."""


@dataclass
class _Sender:
    """Posts under test, with what became of each delivery."""

    posts: WebhookPosts
    outcomes: list[Outcome]

    def offered(self, one: Offer) -> Posts:
        return self.posts.offered(one, screen_pop(one))


@asynccontextmanager
async def _sender(
    *urls: str, deadline_s: float = 5, timeout_s: float = 5, most: int = 10
) -> AsyncIterator[_Sender]:
    outcomes: list[Outcome] = []
    posts = WebhookPosts(
        [WebhookTarget(url, SECRET, timeout_s) for url in urls],
        # A verifier refuses an old signature, so the present time it is.
        clock=FakeClock(wall=datetime.now(UTC)),  # noqa: TID251 - the verifier reads it too
        observe=outcomes.append,
        deadline_s=deadline_s,
        most_in_flight=most,
    )
    try:
        yield _Sender(posts, outcomes)
    finally:
        await posts.close()


async def test_receiver_can_verify_what_it_gets() -> None:
    """With the library that the standard's authors publish, and the present time."""
    receiver = WebhookReceiver()
    async with receiver.served() as url, _sender(url) as sender:
        delivered = await sender.offered(offer()).delivered()
        received = await receiver.next()

    verified = Webhook(SECRET).verify(received.body, dict(received.headers))
    assert verified["type"] == OFFERED
    assert verified["data"]["caller"]["name"] == "Grace Liu"
    assert delivered
    assert sender.outcomes == ["delivered"]


async def test_busy_receiver_is_asked_again_with_the_same_id() -> None:
    """503 and 429 are worth a second try; the id lets the receiver drop doubles."""
    receiver = WebhookReceiver(503, 429)
    async with receiver.served() as url, _sender(url) as sender:
        await sender.offered(offer()).delivered()
        ids = {(await receiver.next()).headers["webhook-id"] for _ in range(3)}

    assert ids == {"offer-1-offered"}
    assert sender.outcomes == ["delivered"]


@pytest.mark.parametrize("status", [400, 401, 404, 410, 301, 302, 307, 308])
async def test_refusal_and_redirect_are_final(status: int) -> None:
    """Nobody decided that a caller's data should go to where a redirect points."""
    receiver = WebhookReceiver(status)
    async with receiver.served() as url, _sender(url) as sender:
        delivered = await sender.offered(offer()).delivered()

    assert not delivered
    assert sender.outcomes == ["failed"]
    assert receiver.came.qsize() == 1


async def test_deadline_ends_the_tries(logged: list[EventDict]) -> None:
    """A pop that arrives after the answer is worth nothing; the log names host and port alone."""
    async with _sender(NOBODY, deadline_s=0.2) as sender:
        await sender.offered(offer()).delivered()

    assert sender.outcomes == ["late"]
    late = [entry for entry in logged if entry["event"] == "webhook.late"]
    assert late[0]["target"] == "127.0.0.1:9"


async def test_silent_receiver_does_not_hold_up_the_others() -> None:
    """Each target is on its own."""
    silent, quick = WebhookReceiver(), WebhookReceiver()
    silent.gate.clear()
    async with silent.served() as one, quick.served() as two:
        async with _sender(one, two, deadline_s=0.3) as sender:
            delivered = await sender.offered(offer()).delivered()
        silent.gate.set()

    assert delivered
    assert sorted(sender.outcomes) == ["delivered", "late"]


async def test_attempt_is_given_up_and_made_again_inside_the_deadline() -> None:
    """A receiver that hangs once is reached by the second attempt."""
    receiver = WebhookReceiver()
    receiver.gate.clear()
    async with receiver.served() as url, _sender(url, timeout_s=0.1) as sender:
        posts = sender.offered(offer())
        await receiver.next()
        await receiver.next()
        receiver.gate.set()
        delivered = await posts.delivered()

    assert delivered


async def test_dead_offer_is_cancelled_at_who_was_told() -> None:
    """The receiver takes its pop away."""
    receiver = WebhookReceiver()
    async with receiver.served() as url, _sender(url) as sender:
        await sender.offered(offer()).delivered()
        sender.posts.cancelled(offer(), OfferFailure.RING_NO_ANSWER)
        types = [(await receiver.next()).type for _ in range(2)]
        await _settled(sender)

    assert types == [OFFERED, CANCELLED]
    assert sender.outcomes == ["delivered", "delivered"]


async def test_cancellation_comes_after_an_offer_still_under_way() -> None:
    """A receiver that is slow to answer reads both in order."""
    receiver = WebhookReceiver()
    receiver.gate.clear()
    async with receiver.served() as url, _sender(url) as sender:
        sender.offered(offer())
        first = await receiver.next()
        sender.posts.cancelled(offer(), None)
        receiver.gate.set()
        second = await receiver.next()

    assert (first.type, second.type) == (OFFERED, CANCELLED)


async def test_dead_offer_is_not_tried_again() -> None:
    """Retries end with the offer; who was reached even once is told that it died."""
    receiver = WebhookReceiver(503)
    receiver.gate.clear()
    async with receiver.served() as url, _sender(url) as sender:
        posts = sender.offered(offer())
        await receiver.next()
        sender.posts.cancelled(offer(), None)
        receiver.gate.set()
        delivered = await posts.delivered()
        cancellation = await receiver.next()
        await _settled(sender)

    assert not delivered
    assert cancellation.type == CANCELLED
    assert sender.outcomes == ["cancelled", "delivered"]


async def test_older_offer_of_the_agent_is_not_cancelled_by_mistake() -> None:
    """Only the newest offer of an agent can die."""
    receiver = WebhookReceiver()
    async with receiver.served() as url, _sender(url) as sender:
        await sender.offered(offer("offer-2")).delivered()
        sender.posts.cancelled(offer("offer-1"), None)
        await _settled(sender)

    assert receiver.came.qsize() == 1


async def test_flood_is_dropped_and_counted() -> None:
    """Deliveries under way are bounded."""
    receiver = WebhookReceiver()
    receiver.gate.clear()
    async with receiver.served() as url, _sender(url, most=2) as sender:
        for number in range(5):
            sender.offered(offer(f"offer-{number}"))
        dropped = list(sender.outcomes)
        receiver.gate.set()
        await _settled(sender)

    assert dropped == ["dropped"] * 3
    assert sender.outcomes[3:] == ["delivered"] * 2


async def test_without_targets_nothing_is_opened() -> None:
    """Most installations have no webhook."""
    async with _sender() as sender:
        delivered = await sender.offered(offer()).delivered()
        sender.posts.cancelled(offer(), None)

        assert not delivered
        assert sender.posts._client is None


async def test_close_ends_what_is_under_way() -> None:
    """A stopping engine waits for no receiver."""
    receiver = WebhookReceiver()
    receiver.gate.clear()
    async with receiver.served() as url:
        async with _sender(url) as sender:
            sender.offered(offer())
            await receiver.next()
        receiver.gate.set()

    assert sender.outcomes == []


async def _settled(sender: _Sender) -> None:
    if sender.posts._tasks:
        await asyncio.wait(sender.posts._tasks)
