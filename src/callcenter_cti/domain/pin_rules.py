"""Which PINs are too easy to guess. Knows digits, not people: birthdays are for the bank."""

from itertools import pairwise

from callcenter_cti.domain.cards import Pin


def is_weak(pin: Pin) -> bool:
    """Tell whether a PIN is a repeat (1111, 1212) or a run (1234, 8765, 2468).

    These are among the first guesses of thieves: Bonneau, Preibusch, Anderson, "A birthday
    present every eleven wallets?" (Financial Cryptography 2012).
    """
    digits = [ord(character) - 48 for character in pin.reveal()]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    half = len(digits) // 2
    return len(steps) == 1 or digits[:half] * 2 == digits
