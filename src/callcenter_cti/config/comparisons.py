"""Comparisons as ops write them (``>= 0.8``; ``> 10, < 60``), and the open intervals they mean."""

import re
from math import inf, nextafter
from typing import Final

from callcenter_cti.routing.conditions import Bounds

_COMPARISON: Final = re.compile(r"(>=|<=|>|<)\s*([0-9]+(?:\.[0-9]+)?)")


def bounds(text: str) -> Bounds:
    """Return what a comparison says.

    Raises:
        ValueError: it is none, has two bounds on one side, or nothing lies between them.
    """
    above = below = None
    for part in text.split(","):
        match = _COMPARISON.fullmatch(part.strip())
        if match is None:
            raise ValueError(
                f"`{text}` is no comparison, write for example `> 30` or `> 10, < 60`"
            )
        sign, number = match[1], float(match[2])
        if sign[0] == ">":
            _refuse_second(above, text)
            above = number if sign == ">" else nextafter(number, -inf)
        else:
            _refuse_second(below, text)
            below = number if sign == "<" else nextafter(number, inf)
    if above is not None and below is not None and above >= below:
        raise ValueError(f"no number is `{text}`")
    return Bounds(above, below)


def _refuse_second(bound: float | None, text: str) -> None:
    if bound is not None:
        raise ValueError(f"`{text}` has two bounds on the same side")
