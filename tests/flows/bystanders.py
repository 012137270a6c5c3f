"""What all tests of stories do: tell one in a language, and look at what became of it."""

from callcenter_cti.acd.waiting import AgentOffered
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.facts import FlowStepEnded, FlowStepEntered
from callcenter_cti.domain.identifiers import AgentId, OfferToken
from tests.flows.conftest import House
from tests.flows.stories import Story

AGENT = AgentOffered(AgentId("anna"), "PJSIP/6001", 15, OfferToken("sydney-1.1/1"))


async def opened(story: Story, language: Language) -> House:
    """Open the hotline of a story, in one language where the story itself is not about them."""
    house = House(**{"languages": (language,), **story.house})  # type: ignore[arg-type]
    house.room.news_of_callers += [AGENT]
    if story.before is not None:
        await story.before(house)
    house.changes_before = len(house.bank.journal)
    return house


def became(house: House) -> str:
    """What became of the caller, in the words of stories."""
    if house.room.queued:
        return f"person:{house.room.queued[-1][0].reason}"
    return house.outcome


def changes(house: House) -> int:
    """How many changes the bank made for him."""
    return len(house.bank.journal) - house.changes_before


def check_books(house: House) -> None:
    """Whatever happened: the bank's books are whole, and he left every step that he came to."""
    bank = house.bank
    made = [answer for _, answer in bank.journal.values()]
    references = [answer.reference for answer in made if hasattr(answer, "reference")]
    assert len(references) == len(set(references))
    assert len(bank.orders) + len(bank.cases) + len(bank.statements) <= len(references)
    for order in bank.orders:
        assert order.reference in references
        assert order.points > 0
    open_steps = [(f.flow, f.step) for f in house.facts if isinstance(f, FlowStepEntered)]
    for fact in house.facts:
        if isinstance(fact, FlowStepEnded):
            open_steps.remove((fact.flow, fact.step))
    assert open_steps == []
