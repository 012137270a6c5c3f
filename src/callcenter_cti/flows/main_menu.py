"""The main menu in the hotline's order, until the caller has what he wanted or leaves."""

from typing import Final

from callcenter_cti.bank.card_changes import ChangeUnsure
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.flows.ending import goodbye, what_next
from callcenter_cti.flows.self_service import SELF_SERVICE, SelfService
from callcenter_cti.flows.visit import WHOLE, Leave, Turn, Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.prompts import Press, Prompt, Speech

FLOW: Final = "menu"
END: Final = "9"
PERSON: Final = "0"
ROUNDS: Final = 20
"""A menu that is chosen from more often than this is a machine or a mishap, and gets a person."""


async def main_menu(visit: Visit) -> Turn:
    """Offer the menu again after each service.

    Raises:
        Leave: he hung up, wants a person, or needs one.
    """
    for _ in range(ROUNDS):
        visit.flow = FLOW
        chosen = await visit.choose("main", hotline_menu(visit.hotline.menu))
        if chosen == END:
            return await goodbye(visit)
        service = SELF_SERVICE[visit.hotline.menu[int(chosen) - 1]]
        await _serve(visit, service)
        if service.settles and await what_next(visit) is Turn.GOODBYE:
            return Turn.GOODBYE
    raise visit.to_person(FLOW, "no_match")


def hotline_menu(items: tuple[MenuItem, ...]) -> Menu:
    """Return the menu of these services, in this order, with the end and the person."""
    said: list[Speech] = []
    for key, item in enumerate(items, start=1):
        said += (Prompt(f"menu.item.{item}"), Press(str(key)))
    said += (Prompt("menu.item.end"), Press(END))
    said += (Prompt("menu.item.person"), Press(PERSON))
    return Menu(
        prompts=tuple(said),
        keys="".join(str(key) for key in range(1, len(items) + 1)) + END,
        on_no_input=(Prompt("ask.no_input"),),
        on_no_match=(Prompt("menu.no_such_choice"),),
    )


async def _serve(visit: Visit, service: SelfService) -> None:
    """Run a service; a card system that is down takes only this service away.

    Raises:
        Leave: he hung up, or needs a person: also when nobody knows whether a change was made.
    """
    visit.flow = service.name
    journey = len(visit.facts.journey)
    with visit.step(WHOLE) as whole:
        try:
            await service.run(visit)
            noted = visit.facts.journey[journey:]
            whole.outcome = noted[-1].outcome if noted else "back"
        except Leave as leave:
            whole.outcome = "hung_up" if leave.turn is Turn.GONE else "person"
            raise
        except ChangeUnsure:
            await visit.say(Prompt("trouble.unsure"))
            raise visit.to_person(service.name, "unsure") from None
        except PeerUnavailable:
            if visit.facts.emergency:  # a lost card that could not be blocked cannot wait
                await visit.say(Prompt("trouble.host_down"), Prompt("trouble.person"))
                raise visit.to_person(service.name, "trouble") from None
            visit.note(service.name, "failed")
            await visit.say(Prompt("trouble.host_down"))
