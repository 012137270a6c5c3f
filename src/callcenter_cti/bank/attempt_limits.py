"""How many failures are too many: per card, per caller's number, and over all.

Decides with numbers alone; knows no database and no clock. Limits hold across calls and hotlines.
"""

from dataclasses import dataclass, replace
from typing import Final

MAX_WRONG_PINS: Final = 3
"""Wrong PINs in a row that lock a card, as the PIN try limit of chip cards and cash machines."""


@dataclass(frozen=True, slots=True)
class AttemptLimits:
    """Limits beside the card's own three; each with the reason for its size."""

    per_caller: int = 9
    """Failures from one number until it is held back: three cards' worth, since a household or an
    office shares a number."""
    withheld: int = 60
    """The same for all who withhold their number: they fail as often together as a few do."""
    caller_window_s: int = 3600
    """Seconds without a failure, or since the last hold, after which a number starts anew."""
    first_hold_s: int = 900
    """Seconds of the first hold; each further failure doubles it (exponential back-off, as
    NIST SP 800-63B 5.2.2 proposes)."""
    longest_hold_s: int = 86_400
    """Seconds beyond which a hold does not grow: a number changes hands."""
    different_cards: int = 200
    """Different cards that failed within the spraying window until all are held back. Of 10,000
    identifications in a busy hour about 5 % fail at first: some 80 cards in ten minutes."""
    spraying_window_s: int = 600
    """Seconds over which different cards are counted."""


@dataclass(frozen=True, slots=True)
class CallerTries:
    """Failures from one caller's number. Times are seconds since 1970, UTC."""

    failures: int = 0
    last_at: int = 0
    held_until: int = 0

    def held(self, now: int) -> bool:
        """Tell whether the number is held back."""
        return now < self.held_until

    def counted(self, now: int, *, most: int, limits: AttemptLimits) -> "CallerTries":
        """Return the tries with one more failure."""
        quiet_since = max(self.last_at, self.held_until)
        failures = 1 if now >= quiet_since + limits.caller_window_s else self.failures + 1
        if failures < most:
            return CallerTries(failures, now, 0)
        doublings = min(failures - most, 32)  # beyond any cap; keeps the number small
        hold = min(limits.first_hold_s * 2**doublings, limits.longest_hold_s)
        return CallerTries(failures, now, now + hold)

    def forgiven(self, *, most: int) -> "CallerTries":
        """Return the tries without the last one, which turned out right.

        The others stay: one card that opens is no excuse for those that did not.
        """
        failures = max(0, self.failures - 1)
        return replace(
            self, failures=failures, held_until=self.held_until if failures >= most else 0
        )
