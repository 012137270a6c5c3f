"""Why an agent got a call: a record and a sentence, without names, numbers or card data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class PassedOver(StrEnum):
    """Why another agent did not get the call: the first reason in this order."""

    NOT_SKILLED = "not skilled"
    LOGGED_OUT = "logged out"
    EXCLUDED = "excluded after RONA"
    NOT_READY = "not ready"
    RESERVED = "reserved"
    TALKING = "talking"
    WRAP_UP = "in wrap-up"
    UNKNOWN = "in unknown state"
    PHONE_IN_USE = "phone in use"
    PHONE_UNREACHABLE = "phone unreachable"
    LESS_IDLE = "idle for less long"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One decision: this agent for this call."""

    rules_version: str
    idle_s: float
    """Seconds since the chosen agent's last conversation ended, or since his log-in."""
    waited_s: float
    """Seconds since the call entered the queue."""
    passed_over: Mapping[PassedOver, int]
    """How many agents of the roster were passed over, by their first reason."""

    def __str__(self) -> str:
        others = ", ".join(f"{count} {why}" for why, count in self.passed_over.items())
        return (
            f"Longest idle ({self.idle_s:.0f} s) of those who can serve it, for the call that "
            f"waited {self.waited_s:.0f} s; passed over: {others or 'nobody'}; "
            f"rules {self.rules_version}."
        )
