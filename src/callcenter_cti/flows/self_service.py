"""The self-service flows by the names that the rules use in a hotline's menu.

A new flow is a function of a `Visit` and a line here; `docs/reference/flows.md` is made from it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from callcenter_cti.domain.calls import Verification
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.flows.activation import activation
from callcenter_cti.flows.balance import balance
from callcenter_cti.flows.dispute import dispute
from callcenter_cti.flows.language_choice import choose_language
from callcenter_cti.flows.lost_card import lost_card
from callcenter_cti.flows.pin_change import pin_change
from callcenter_cti.flows.points import points
from callcenter_cti.flows.statement import statement
from callcenter_cti.flows.visit import Visit

Flow = Callable[[Visit], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SelfService:
    """One entry that a hotline's menu can have."""

    name: MenuItem
    run: Flow
    level: Verification
    """What the caller must have shown when the flow does something."""
    settles: bool = True
    """Whether it ends with "menu or person"; a change of language goes straight on."""


_ALL: Final = (
    SelfService(MenuItem.BALANCE, balance, Verification.CARD_AND_PIN),
    SelfService(MenuItem.POINTS, points, Verification.CARD_AND_PIN),
    # It asks for number, expiry and PIN itself: an inactive card cannot identify anybody.
    SelfService(MenuItem.ACTIVATION, activation, Verification.NONE),
    SelfService(MenuItem.PIN, pin_change, Verification.CARD_AND_PIN),
    SelfService(MenuItem.LOST, lost_card, Verification.NONE),
    SelfService(MenuItem.DISPUTE, dispute, Verification.CARD_AND_PIN),
    SelfService(MenuItem.STATEMENT, statement, Verification.CARD_AND_PIN),
    SelfService(MenuItem.LANGUAGE, choose_language, Verification.NONE, settles=False),
)
SELF_SERVICE: Final[Mapping[MenuItem, SelfService]] = MappingProxyType(
    {service.name: service for service in _ALL}
)
