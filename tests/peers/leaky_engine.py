"""The engine with one fault put in: it logs what callers key. Only a test runs this program."""

from typing import TypeVar

import structlog

from callcenter_cti import cli
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.flows import identification

_Secret = TypeVar("_Secret", CardNumber, Pin)


def chatty(secret: type[_Secret]) -> type[_Secret]:
    """Return what makes the same secret, and tells of it."""

    def make(digits: str) -> _Secret:
        made = secret(digits)
        structlog.get_logger().info("ivr.keyed", kind=secret.__name__, value=str(made.reveal()))
        return made

    return make  # type: ignore[return-value]  # it is called in the class's place, as a fault would


if __name__ == "__main__":
    vars(identification)["CardNumber"] = chatty(CardNumber)
    vars(identification)["Pin"] = chatty(Pin)
    cli.main()
