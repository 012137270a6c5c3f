"""How every self-service ends: what was done, a reference number, then the menu or a person."""

from typing import Final, NoReturn

from callcenter_cti.bank.card_changes import Change, Done, Obstacle, Prevented
from callcenter_cti.flows.visit import Turn, Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.prompts import Digits, Prompt, Speech

WHAT_NEXT: Final = Menu(
    prompts=(Prompt("done.menu_or_person"),),
    keys="1",
    tries=2,
    on_no_match=(Prompt("menu.no_such_choice"),),
)


async def conclude(visit: Visit, change: Change, done: Speech, **obstacles: str) -> None:
    """Say how a change ended, and note it for the agent.

    Args:
        visit: The caller.
        change: What the bank answered.
        done: What is said when it is made; the reference follows.
        obstacles: The prompt of each obstacle that is possible here, by its name.
    """
    match change:
        case Done(reference):
            await say_reference(visit, done, reference)
        case Prevented(obstacle):
            visit.note(visit.flow, obstacle.value)
            await visit.say(Prompt(obstacles[obstacle.value]))


async def say_reference(visit: Visit, done: Speech, reference: str) -> None:
    """Say what was done and under which reference; the agent will see it too."""
    visit.note(visit.flow, "done", reference)
    await visit.mention(done, Prompt("reference.is", number=Digits(reference)))


async def to_person_because(visit: Visit, obstacle: Obstacle, prompt: str) -> NoReturn:
    """Say why this needs a person, and lead to one."""
    await visit.say(Prompt(prompt), Prompt("trouble.person"))
    raise visit.to_person(visit.flow, obstacle.value)


async def what_next(visit: Visit) -> Turn:
    """Ask a served caller whether he wants more; silence is a goodbye."""
    visit.flow = "ending"
    if await visit.offer("next", WHAT_NEXT):
        return Turn.GO_ON
    return await goodbye(visit)


async def goodbye(visit: Visit) -> Turn:
    """Say the last word to a caller who wants no more."""
    visit.flow = "ending"
    await visit.say(Prompt("goodbye"))
    return Turn.GOODBYE
