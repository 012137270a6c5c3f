"""Reward points: balance, what expires, the redemption catalogue by voice, redeem and confirm."""

from typing import Final

from callcenter_cti.bank.card_services import Points, RewardOffer
from callcenter_cti.domain.calls import Verification
from callcenter_cti.flows.ending import conclude
from callcenter_cti.flows.identification import reach
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.prompts import Count, Day, Press, Prompt, Speech, Thing

CONFIRM: Final = Menu(
    prompts=(Prompt("points.confirm"),),
    keys="12",
    on_no_input=(Prompt("ask.no_input"),),
    on_no_match=(Prompt("menu.no_such_choice"),),
)
YES: Final = "1"


async def points(visit: Visit) -> None:
    """Tell the points and offer what they buy; nothing is taken before the caller confirms.

    Raises:
        Leave: he hung up or wants a person.
        PeerUnavailable: the card system does not answer.
    """
    bank = visit.services.bank
    customer = await reach(visit, Verification.CARD_AND_PIN)
    have = await visit.at_bank(bank.points(customer.card))
    offers = await visit.at_bank(bank.rewards(customer.card))
    await visit.mention(*points_speech(have))
    visit.note(visit.flow, "done")
    if not offers or have.balance < min(offer.points for offer in offers):
        return
    chosen = await visit.choose("catalogue", _catalogue(offers))
    if chosen == BACK:
        return
    offer = offers[int(chosen) - 1]
    price = Count(offer.points, Thing.POINTS)
    await visit.mention(Prompt(f"reward.chosen.{offer.reward}", points=price))
    if await visit.choose("confirm", CONFIRM) != YES:
        return
    change = await visit.at_bank(bank.redeem(customer.card, offer.reward, visit.new_wish()))
    await conclude(visit, change, Prompt("points.redeemed"), **_OBSTACLES)


BACK: Final = "9"
_OBSTACLES: Final = {
    "not_enough_points": "points.not_enough",
    "card_blocked": "activation.blocked",
    "card_expired": "activation.expired",
}


def points_speech(have: Points) -> tuple[Speech, ...]:
    """Return what is said about a card's points."""
    if not have.balance:
        return (Prompt("points.none"),)
    said = (Prompt("points.balance", points=Count(have.balance, Thing.POINTS)),)
    if not have.expiring or have.expiring_on is None:
        return said
    expiring = Count(have.expiring, Thing.POINTS)
    return (*said, Prompt("points.expiring", points=expiring, date=Day(have.expiring_on)))


def _catalogue(offers: tuple[RewardOffer, ...]) -> Menu:
    said: list[Speech] = []
    for key, offer in enumerate(offers, start=1):
        price = Count(offer.points, Thing.POINTS)
        said += (Prompt(f"reward.offer.{offer.reward}", points=price), Press(str(key)))
    keys = "".join(str(key) for key in range(1, len(offers) + 1))
    return Menu(
        prompts=(*said, Prompt("menu.item.back"), Press(BACK)),
        keys=keys + BACK,
        on_no_input=(Prompt("ask.no_input"),),
        on_no_match=(Prompt("menu.no_such_choice"),),
    )
