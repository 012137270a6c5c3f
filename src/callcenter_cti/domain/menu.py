"""What callers can do by themselves, by the names that the rules use."""

from enum import StrEnum


class MenuItem(StrEnum):
    """An entry of a hotline's main menu."""

    BALANCE = "balance"
    POINTS = "points"
    ACTIVATION = "activation"
    PIN = "pin"
    LOST = "lost"
    DISPUTE = "dispute"
    STATEMENT = "statement"
    LANGUAGE = "language"
