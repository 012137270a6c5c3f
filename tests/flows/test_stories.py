"""Every story of every caller, in every language, whole and cut at each step."""

import pytest

from callcenter_cti.acd.waiting import AgentOffered
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.identifiers import AgentId, OfferToken
from callcenter_cti.ivr.script import Script
from tests.flows.conftest import House
from tests.flows.stories import NO_CARD, STORIES, Story

AGENT = AgentOffered(AgentId("anna"), "PJSIP/6001", 15, OfferToken("sydney-1.1/1"))


def opened(language: Language) -> House:
    house = House(languages=(language,))
    house.room.news_of_callers += [AGENT]
    return house


def became(house: House) -> str:
    """What became of the caller, in the words of stories."""
    if house.room.queued:
        return f"person:{house.room.queued[-1][0].reason}"
    return house.outcome


def check_books(house: House) -> None:
    """Whatever happened, the bank's books are whole."""
    bank = house.bank
    made = [answer for _, answer in bank.journal.values()]
    references = [answer.reference for answer in made if hasattr(answer, "reference")]
    assert len(references) == len(set(references))
    assert len(bank.orders) + len(bank.cases) + len(bank.statements) <= len(references)
    for order in bank.orders:
        assert order.reference in references
        assert order.points > 0


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_a_story_ends_as_it_should(story: Story, language: Language):
    """The caller hears and keys what the story says, and ends where it says."""
    house = opened(language)

    await house.call(story.script)

    assert became(house) == story.outcome
    assert len(house.bank.journal) == story.changes
    check_books(house)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_hanging_up_anywhere_leaves_the_books_whole(story: Story, language: Language):
    """Cut at each step: nothing is half done, the call ends once, nobody is dialled for him."""
    for cut in Script.parse(story.script).cut_everywhere():
        house = opened(language)

        caller = await house.call(cut)

        check_books(house)
        assert len(house.bank.journal) <= story.changes
        assert len(house.room.ended) == 1, str(cut)
        assert "CTI_NEXT" not in caller.variables, str(cut)


@pytest.mark.parametrize("story", [s for s in STORIES if s.changes], ids=lambda story: story.name)
async def test_a_change_whose_answer_is_lost_is_never_made_twice(story: Story):
    """The caller is told that nobody knows, and a person takes over."""
    house = opened(Language.ENGLISH)
    house.bank.unsure = True

    caller = await house.call(_until_first_change(story))

    assert "hears trouble.unsure" in caller.transcript
    assert became(house) == "person:unsure"
    assert len(house.bank.journal) == 1
    check_books(house)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_with_the_bank_down_everybody_hears_so(story: Story):
    """No caller is left in silence or in a loop."""
    house = opened(Language.ENGLISH)
    house.bank.unavailable = True

    caller = await house.call(_until_bank(story))

    assert {"hears trouble.bank", "hears trouble.host_down"} & set(caller.transcript)
    assert not house.bank.journal
    assert len(house.room.ended) + len(house.room.queued) == 1


def _until_first_change(story: Story) -> str:
    """The script up to the last key before the bank is asked to change something."""
    answers = ("redeemed", "activation.", "pin.changed", "pin.same", "pin.refused", "lost.blocked",
               "lost.number", "dispute.opened", "statement.sent", "statement.no_")  # fmt: skip
    lines: list[str] = []
    for line in story.script.splitlines():
        is_answer = any(word in line for word in answers) and "activation.expiry" not in line
        if is_answer and any(one.startswith("keys") for one in lines):
            break
        lines.append(line)
    return "\n".join([*lines, "hears trouble.unsure", "hears queue.one_moment"])


def _until_bank(story: Story) -> str:
    """The script up to the first time that the bank is needed."""
    lines: list[str] = []
    for line in story.script.splitlines():
        lines.append(line)
        keys_a_pin = line.startswith("keys") and "hears identification.pin" in lines[-2:]
        types_ahead = "#" in line and len(line) > len("keys 4000000013797131#")
        if keys_a_pin or types_ahead or "lost.number" in line:
            break
    if story.name.startswith("lost card") and story.script.startswith(NO_CARD):
        lines[-1:] = ["hears trouble.host_down", "hears trouble.person", "hears queue.one_moment"]
    elif story.script.startswith(NO_CARD):
        lines += ["hears trouble.host_down", "silent", "silent"]
    return "\n".join(lines)
