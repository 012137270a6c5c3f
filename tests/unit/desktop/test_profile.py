"""What leaves the engine about a caller."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from callcenter_cti.desktop.profile import past_contacts, screen_pop
from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.calls import IvrStep
from tests.fakes.agent_desk import ANNA, BEN, START, call, contact, customer, offer


def test_pop_of_an_identified_caller_answers_the_agents_first_questions() -> None:
    """Who, which product, what value, how sure, what for."""
    pop = screen_pop(offer())

    assert pop.caller is not None
    assert (pop.caller.name, pop.caller.product, pop.caller.tier) == (
        "Grace Liu",
        "platinum",
        "preferred",
    )
    assert pop.verification == "card_and_pin"
    assert (pop.reason, pop.waited_s, pop.agent) == ("asked", 42.0, ANNA)
    assert [(step.name, step.outcome) for step in pop.journey] == [
        ("identification", "done"),
        ("balance", "done"),
        ("main_menu", "wants_person"),
    ]


def test_pop_of_a_lost_card_says_emergency_and_the_reference() -> None:
    """The agent sees at once why this caller came first, and what the caller was told to quote."""
    lost = IvrStep("lost", "done", START, "40071623")
    urgent = replace(call(), emergency=True, reason="lost_card", journey=(lost,))

    pop = screen_pop(offer(facts=urgent))

    assert (pop.emergency, screen_pop(offer()).emergency) == (True, False)
    assert [(step.outcome, step.detail) for step in pop.journey] == [("done", "40071623")]


def test_pop_of_an_unknown_caller_has_no_caller() -> None:
    """The number is all there is."""
    pop = screen_pop(offer(known=False))

    assert pop.caller is None
    assert pop.caller_number == "61400000123"
    assert pop.verification == "none"


def test_no_more_of_the_card_than_four_digits_gets_out() -> None:
    """Even when an adapter of the card system put the whole number where the last digits go."""
    careless = replace(customer(), card_last4="4000001234567899")

    text = screen_pop(offer(facts=replace(call(), customer=careless))).model_dump_json()

    assert "7899" in text
    assert "34567899" not in text


@pytest.mark.parametrize(
    ("part", "secret"),
    [
        ("caller_number", "61400000123"), ("customer_id", "c-77"), ("name", "Grace Liu"),
        ("product", '"product":"platinum"'), ("tier", "preferred"), ("card_last4", "4242"),
        ("customer_since", "2011"), ("journey", "main_menu"),
    ],
)  # fmt: skip
def test_what_a_site_must_not_see_is_not_in_its_pop(part: str, secret: str) -> None:
    """The pop says that it is hidden; the rest is as ever, and without a mask all is there."""
    whole, masked = screen_pop(offer()), screen_pop(offer(mask=frozenset({part})))

    assert secret in whole.model_dump_json()
    assert secret not in masked.model_dump_json()
    assert (whole.hidden, masked.hidden) == ((), (part,))
    assert masked.call_id == whole.call_id
    assert masked.verification == whole.verification


def test_a_sentence_that_names_the_tier_is_hidden_with_it() -> None:
    """Why this agent got the call says what the caller is worth."""
    why = "The best free agent for a preferred caller"

    assert screen_pop(replace(offer(), explanation=why)).explanation == why
    hidden = screen_pop(replace(offer(mask=frozenset({"tier"})), explanation=why))
    assert "preferred" not in hidden.model_dump_json()


def test_card_token_and_channel_stay_inside() -> None:
    """Nobody outside needs them."""
    text = screen_pop(offer()).model_dump_json()

    assert "card-77" not in text
    assert "PJSIP" not in text


def test_earlier_contacts_tell_what_was_done() -> None:
    """When, how it ended, with whom, and the steps."""
    at = datetime(2026, 2, 20, 14, 5, tzinfo=UTC)

    (past,) = past_contacts([contact("answered", at=at, agent=BEN)])

    assert (past.at, past.outcome, past.agent, past.talked_s) == (at, "answered", "ben", 184.0)
    assert past.did == ("identification", "balance")


def test_vocabulary_of_states_is_the_pages() -> None:
    """A state that the page has no word for would show as a raw word."""
    from importlib import resources

    words = (resources.files("callcenter_cti.desktop") / "page" / "words.js").read_text()

    for state in AgentState:
        assert f"  {state}: " in words
