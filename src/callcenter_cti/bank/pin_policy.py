"""Which new PINs the bank refuses: the weak ones, and the holder's birthday."""

from datetime import date

from callcenter_cti.domain.cards import Pin
from callcenter_cti.domain.pin_rules import is_weak


def refuses(pin: Pin, birthday: date | None) -> bool:
    """Tell whether a PIN is too easy to guess for whoever finds the holder's wallet."""
    return is_weak(pin) or (birthday is not None and pin.reveal() in _spellings(birthday))


def _spellings(birthday: date) -> frozenset[str]:
    year, month, day = f"{birthday:%Y}", f"{birthday:%m}", f"{birthday:%d}"
    short = year[2:]
    four = (day + month, month + day, year, month + short, short + month, day + short)
    six = (day + month + short, month + day + short, short + month + day, year + month)
    eight = (day + month + year, month + day + year, year + month + day)
    return frozenset(four + six + eight)
