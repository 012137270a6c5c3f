"""Callers' numbers: what may be shown where."""


def masked(number: str) -> str:
    """Return a number for logs and records: all but the last three characters hidden.

    Numbers of fewer than seven characters (extensions, anonymous) are hidden whole.
    """
    return f"{'*' * (len(number) - 3)}{number[-3:]}" if len(number) >= 7 else "*" * len(number)
