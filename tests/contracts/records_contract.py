"""What the records must do on every database; subclasses provide the migrated database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from callcenter_cti.domain.calls import CallFacts, IvrStep, Verification
from callcenter_cti.domain.customers import Customer, Language, Product, Tier
from callcenter_cti.domain.facts import (
    CallAnswered,
    CallEnded,
    CallOffered,
    FlowStepEnded,
    FlowStepEntered,
)
from callcenter_cti.domain.identifiers import (
    AgentId,
    CallId,
    CardToken,
    CustomerId,
    HotlineId,
    QueueId,
    SiteId,
)
from callcenter_cti.records.contacts import Contact
from callcenter_cti.records.credentials import AgentCredentials
from callcenter_cti.records.interactions import Interactions
from callcenter_cti.records.password_hashes import PasswordHashes
from callcenter_cti.records.tables import agent_credentials, flow_steps, interactions
from tests.fakes.wall_clock import StandingClock

NOON = datetime(2026, 3, 2, 1, 0, 0, 250_000, tzinfo=UTC)
CUSTOMER = Customer(
    customer_id=CustomerId("C1"),
    name="陳美玲",
    product=Product.BLACK,
    tier=Tier.PRIVATE,
    language=Language.CHINESE,
    card=CardToken("token"),
    card_last4="1234",
    customer_since=2001,
)
AGENT, QUEUE, SITE = AgentId("wei"), QueueId("black"), SiteId("hongkong")
STEPS = (
    IvrStep("identification", "done", NOON + timedelta(seconds=9)),
    IvrStep("balance", "wants_person", NOON + timedelta(seconds=40)),
)


def call(name: str, *, customer: Customer | None = CUSTOMER) -> CallFacts:
    """A caller's facts."""
    return CallFacts(
        call_id=CallId(name),
        site=SITE,
        hotline=HotlineId("85230001000"),
        ani="+85291234567",
        channel="PJSIP/carrier-00000001",
        arrived_at=NOON,
        language=Language.CHINESE,
        verification=Verification.CARD_AND_PIN,
        customer=customer,
        journey=STEPS,
        reason="asked",
    )


def ended(
    name: str,
    *,
    after_s: float = 100.0,
    customer: Customer | None = CUSTOMER,
    outcome: str = "answered",
) -> CallEnded:
    """The last fact of a call."""
    return CallEnded(
        call=call(name, customer=customer),
        outcome=outcome,
        queue=QUEUE,
        agent=AGENT,
        waited_s=12.5,
        talked_s=47.25,
        at=NOON + timedelta(seconds=after_s),
    )


def entered(name: str, step: str, *, after_s: float) -> FlowStepEntered:
    """The fact of coming to a step of the flow `menu`."""
    return FlowStepEntered(CallId(name), SITE, "menu", step, NOON + timedelta(seconds=after_s))


def left(name: str, step: str, outcome: str, *, seconds: float) -> FlowStepEnded:
    """The fact of leaving it."""
    return FlowStepEnded(CallId(name), SITE, "menu", step, outcome, seconds, NOON)


async def steps_in(engine: AsyncEngine) -> list[tuple[object, ...]]:
    """Read the steps that are kept."""
    wanted = flow_steps.c
    query = select(
        wanted.call_id, wanted.number, wanted.step, wanted.outcome, wanted.entered_at,
        wanted.seconds,
    ).order_by(wanted.call_id, wanted.number)  # fmt: skip
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


class RecordsContract:
    """Provide a fixture `engine` on a migrated, empty database."""

    @pytest.fixture
    async def kept(self, engine: AsyncEngine) -> AsyncIterator[Interactions]:
        kept = Interactions(engine, capacity=100, timeout_s=20.0, retry_s=0.01)
        kept.start()
        yield kept
        await kept.close(drain_s=20.0)

    @pytest.fixture
    def clock(self) -> StandingClock:
        return StandingClock()

    @pytest.fixture
    async def credentials(
        self, engine: AsyncEngine, clock: StandingClock
    ) -> AsyncIterator[AgentCredentials]:
        hashes = PasswordHashes(hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        credentials = AgentCredentials(engine, hashes, clock=clock, timeout_s=20.0)
        yield credentials
        await credentials.close()
        hashes.close()

    async def test_finished_call_is_a_customers_last_contact(self, kept: Interactions):
        """What was known at the end comes back whole, times in UTC to the microsecond."""
        kept.on_fact(ended("hk-1.1"))
        await kept.written_so_far()

        (contact,) = await kept.last_contacts(CUSTOMER.customer_id, 5)

        assert contact == Contact(
            call_id=CallId("hk-1.1"),
            hotline=HotlineId("85230001000"),
            arrived_at=NOON,
            ended_at=NOON + timedelta(seconds=100),
            outcome="answered",
            verification=Verification.CARD_AND_PIN,
            reason="asked",
            queue=QUEUE,
            agent=AGENT,
            waited_s=12.5,
            talked_s=47.25,
            journey=STEPS,
        )
        assert contact.ended_at.tzinfo == UTC

    async def test_newest_contacts_come_first_and_only_the_customers_own(self, kept: Interactions):
        """Two of his three calls, newest first; nobody else's and no unknown caller's."""
        other = replace(CUSTOMER, customer_id=CustomerId("C2"))
        for name, after_s, customer in (
            ("a", 10.0, CUSTOMER),
            ("b", 30.0, CUSTOMER),
            ("c", 20.0, CUSTOMER),
            ("d", 40.0, other),
            ("e", 50.0, None),
        ):
            kept.on_fact(ended(name, after_s=after_s, customer=customer))
        await kept.written_so_far()

        contacts = await kept.last_contacts(CUSTOMER.customer_id, 2)

        assert [contact.call_id for contact in contacts] == ["b", "c"]

    async def test_same_call_is_kept_once(self, kept: Interactions):
        """A fact that comes twice changes nothing: the first stands."""
        kept.on_fact(ended("hk-1.1", after_s=100))
        kept.on_fact(ended("hk-1.1", after_s=200))
        await kept.written_so_far()

        (contact,) = await kept.last_contacts(CUSTOMER.customer_id, 5)

        assert contact.ended_at == NOON + timedelta(seconds=100)
        assert kept.spilled == 0

    async def test_times_of_queue_and_answer_are_kept(
        self, kept: Interactions, engine: AsyncEngine
    ):
        """They come from the facts before the last; the first entry into a queue counts."""
        queued_at, answered_at = NOON + timedelta(seconds=41), NOON + timedelta(seconds=53)
        kept.on_fact(CallOffered(call("hk-1.1"), QUEUE, queued_at))
        kept.on_fact(CallOffered(call("hk-1.1"), QUEUE, queued_at + timedelta(seconds=5)))
        kept.on_fact(CallAnswered(CallId("hk-1.1"), SITE, QUEUE, AGENT, 12.0, answered_at))
        kept.on_fact(ended("hk-1.1"))
        await kept.written_so_far()

        async with engine.connect() as connection:
            row = (await connection.execute(select(interactions))).one()

        assert (row.queued_at, row.answered_at) == (queued_at, answered_at)

    async def test_steps_are_kept_with_their_call(self, kept: Interactions, engine: AsyncEngine):
        """Each with how it ended and how long it took, in the order of coming to them."""
        for name, number in (("points", 0), ("", 1)):
            kept.on_fact(entered("hk-1.1", name, after_s=number))
        for name, outcome in (("", "person"), ("points", "no_match")):
            kept.on_fact(left("hk-1.1", name, outcome, seconds=2.5))
        kept.on_fact(entered("hk-1.2", "other", after_s=1))
        kept.on_fact(ended("hk-1.1"))
        kept.on_fact(ended("hk-1.1"))
        await kept.written_so_far()

        assert await steps_in(engine) == [
            ("hk-1.1", 1, "points", "no_match", NOON, 2.5),
            ("hk-1.1", 2, "", "person", NOON + timedelta(seconds=1), 2.5),
        ]

    async def test_step_that_is_open_when_the_call_ends_lost_its_caller(
        self, kept: Interactions, engine: AsyncEngine
    ):
        """A site can tell of the hang-up before the flow has noticed; what comes then is late."""
        kept.on_fact(entered("hk-1.1", "points", after_s=10))
        kept.on_fact(ended("hk-1.1", after_s=13))
        kept.on_fact(left("hk-1.1", "points", "hung_up", seconds=99.0))
        await kept.written_so_far()

        at = NOON + timedelta(seconds=10)
        assert await steps_in(engine) == [("hk-1.1", 1, "points", "hung_up", at, 3.0)]

    async def test_callers_number_is_kept_masked(self, kept: Interactions, engine: AsyncEngine):
        """Its last three digits are all that a record knows."""
        kept.on_fact(ended("hk-1.1"))
        await kept.written_so_far()

        async with engine.connect() as connection:
            row = (await connection.execute(select(interactions))).one()

        assert row.ani_masked == "*********567"
        assert "9123" not in repr(row)

    @pytest.mark.parametrize(
        "fault",
        [{"outcome": None}, {"at": NOON.replace(tzinfo=None)}, {"queue": "\udce9"}],
        ids=["no outcome", "time without zone", "broken text"],
    )
    async def test_record_that_the_database_refuses_goes_to_the_log(
        self, kept: Interactions, fault: dict[str, object]
    ):
        """It is not tried for ever and does not hold up the next one."""
        bad = replace(ended("bad"), **fault)  # type: ignore[arg-type]  # what must be refused
        with capture_logs() as logs:
            kept.on_fact(bad)
            kept.on_fact(ended("good"))
            await kept.written_so_far()

        contacts = await kept.last_contacts(CUSTOMER.customer_id, 5)
        assert [contact.call_id for contact in contacts] == ["good"]
        assert kept.spilled == 1
        (spilled,) = [line for line in logs if line["event"] == "records.spilled"]
        assert spilled["record"]["call_id"] == "bad"

    @pytest.mark.parametrize("limit", [0, 51])
    async def test_limit_out_of_range_is_refused(self, kept: Interactions, limit: int):
        """One to fifty contacts can be asked for."""
        with pytest.raises(ValueError, match="limit is 1 to 50"):
            await kept.last_contacts(CUSTOMER.customer_id, limit)

    async def test_nobody_has_a_password_to_begin_with(self, credentials: AgentCredentials):
        """Neither an empty nor any other password opens an agent who has none."""
        assert await credentials.has_password(AGENT) is False
        assert await credentials.check(AGENT, "") is False
        assert await credentials.check(AGENT, "wei") is False

    async def test_password_opens_its_own_agent_alone(self, credentials: AgentCredentials):
        """Each agent has his own."""
        await credentials.set_password(AGENT, "correct horse")
        await credentials.set_password(AgentId("yuki"), "battery staple")

        assert await credentials.has_password(AGENT) is True
        assert await credentials.check(AGENT, "correct horse") is True
        assert await credentials.check(AGENT, "battery staple") is False
        assert await credentials.check(AGENT, "Correct horse") is False

    async def test_new_password_replaces_the_old_one(self, credentials: AgentCredentials):
        """The old one is worth nothing from then on."""
        await credentials.set_password(AGENT, "correct horse")
        await credentials.set_password(AGENT, "battery staple")

        assert await credentials.check(AGENT, "correct horse") is False
        assert await credentials.check(AGENT, "battery staple") is True

    @pytest.mark.parametrize("odd", ["\ud800", "wei\0"])
    async def test_name_or_password_that_is_no_text_opens_nothing(
        self, credentials: AgentCredentials, odd: str
    ):
        """JSON can carry half a character or a NUL; they are wrong, not an error."""
        await credentials.set_password(AGENT, "correct horse")

        assert await credentials.check(AgentId(odd), "correct horse") is False
        assert await credentials.check(AGENT, odd) is False
        with pytest.raises(ValueError, match="NUL"):
            await credentials.set_password(AGENT, odd * 8)
        assert await credentials.check(AGENT, "correct horse") is True

    @pytest.mark.parametrize("password", ["", "1234567", "x" * 129])
    async def test_password_too_short_or_too_long_is_refused(
        self, credentials: AgentCredentials, password: str
    ):
        """Eight to 128 characters."""
        with pytest.raises(ValueError, match="8 to 128"):
            await credentials.set_password(AGENT, password)

    async def test_five_failures_block_even_the_right_password(
        self, credentials: AgentCredentials, clock: StandingClock
    ):
        """The log-in is blocked for half a minute and opens again by itself."""
        await credentials.set_password(AGENT, "correct horse")
        for _ in range(5):
            assert await credentials.check(AGENT, "wrong password") is False

        assert await credentials.check(AGENT, "correct horse") is False
        clock.advance(29.9)
        assert await credentials.check(AGENT, "correct horse") is False
        clock.advance(0.2)
        assert await credentials.check(AGENT, "correct horse") is True

    async def test_block_doubles_with_each_further_failure(
        self, credentials: AgentCredentials, clock: StandingClock
    ):
        """After the first block one more failure blocks for a minute."""
        await credentials.set_password(AGENT, "correct horse")
        for _ in range(5):
            await credentials.check(AGENT, "wrong password")
        clock.advance(30)
        await credentials.check(AGENT, "wrong password")

        clock.advance(59)
        assert await credentials.check(AGENT, "correct horse") is False
        clock.advance(1)
        assert await credentials.check(AGENT, "correct horse") is True

    async def test_right_password_forgives_the_failures(self, credentials: AgentCredentials):
        """Four wrong, one right, four wrong: not blocked."""
        await credentials.set_password(AGENT, "correct horse")
        for _ in range(2):
            for _ in range(4):
                await credentials.check(AGENT, "wrong password")
            assert await credentials.check(AGENT, "correct horse") is True

    async def test_guesses_that_race_are_blocked_after_five(
        self, credentials: AgentCredentials, engine: AsyncEngine
    ):
        """Twenty at once are counted like twenty in a row: five, then none."""
        await credentials.set_password(AGENT, "correct horse")

        await asyncio.gather(*(credentials.check(AGENT, "wrong password") for _ in range(20)))

        async with engine.connect() as connection:
            row = (await connection.execute(select(agent_credentials))).one()
        assert row.failures == 5
        assert row.blocked_until is not None

    async def test_new_password_ends_a_block(self, credentials: AgentCredentials):
        """A supervisor who sets a new password lets the agent in at once."""
        await credentials.set_password(AGENT, "correct horse")
        for _ in range(5):
            await credentials.check(AGENT, "wrong password")

        await credentials.set_password(AGENT, "battery staple")

        assert await credentials.check(AGENT, "battery staple") is True
