"""The engine with one fault put in: it logs what callers key, in several ways.

Only a test runs this program.
"""

import base64
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
        plain = made.reveal()
        for value in (
            plain,
            plain.encode().hex(),
            base64.b64encode(f"pin={plain};".encode()).decode(),
        ):
            structlog.get_logger().debug("ivr.keyed", kind=secret.__name__, value=value)
        return made

    return make  # type: ignore[return-value]  # it is called in the class's place, as a fault would


if __name__ == "__main__":
    vars(identification)["CardNumber"] = chatty(CardNumber)
    vars(identification)["Pin"] = chatty(Pin)
    cli.main()
