"""What comes back when a flow says something to a caller: always a value, never an exception.

`HungUp` ends every flow: whoever sees it stops talking and lets the call's bookkeeping run.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """The caller heard it; `key` is the key that cut it short, empty when it played to its end.

    The key may begin a secret: it is kept out of `repr`.
    """

    key: str = ""

    def __repr__(self) -> str:
        return f"Said({len(self.key)} keys)"


@dataclass(frozen=True, slots=True)
class Match:
    """The caller keyed what was asked for.

    The digits may be a secret: they are kept out of `repr`, so that no log or traceback with
    local variables shows them.
    """

    digits: str

    def __repr__(self) -> str:
        return f"Match({len(self.digits)} digits)"


@dataclass(frozen=True, slots=True)
class NoInput:
    """The caller keyed nothing, in any of the tries."""


@dataclass(frozen=True, slots=True)
class NoMatch:
    """The caller keyed something in some try, and never what was asked for."""


@dataclass(frozen=True, slots=True)
class WantsPerson:
    """The caller pressed the key for a person (``0`` first, anywhere)."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The caller is gone, or the channel is."""


Heard = Said | HungUp
Asked = Match | NoInput | NoMatch | WantsPerson | HungUp
