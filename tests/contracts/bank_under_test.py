"""A bank as the contracts see it, with what a test needs beside its two ports."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from callcenter_cti.bank.card_changes import CardChanges
from callcenter_cti.bank.card_services import CardServices
from callcenter_cti.domain.cards import OneTimeCode
from callcenter_cti.domain.customers import Customer
from tests.fakes.clock import FakeClock


class BothPorts(CardServices, CardChanges, Protocol):
    """The card system, for reading and for changing."""


@dataclass
class BankUnderTest:
    """The demo bank on 2 March 2026."""

    bank: BothPorts
    clock: FakeClock
    """The bank's own clock."""
    last_code: Callable[[Customer], Awaitable[OneTimeCode]]
    """Reads the customer's telephone."""
