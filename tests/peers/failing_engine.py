"""The engine with one fault put in: it fails with card and PIN in its hands. Only a test runs it.

``FAILS_FOR`` in the environment names the last four digits of the card for which it fails; with
every other one it is the engine as it is.
"""

import os

from callcenter_cti import cli
from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.bank.pin_keys import PinBlocks
from callcenter_cti.domain.cards import CardNumber, Pin

_seal = PinBlocks.seal


def seal_or_fail(self: PinBlocks, pin: Pin, card: CardNumber) -> PinBlock:
    """Seal, or fail while the digits are in plain variables."""
    number, digits = card.reveal(), pin.reveal()
    if card.last4 == os.environ["FAILS_FOR"]:
        raise LookupError(f"no key for {card} and {pin} ({len(number)}, {len(digits)} digits)")
    return _seal(self, pin, card)


if __name__ == "__main__":
    PinBlocks.seal = seal_or_fail  # type: ignore[method-assign]  # a fault, not a subclass
    cli.main()
