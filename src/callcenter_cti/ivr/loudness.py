"""How loud a sound is, in decibels against full scale. Measures; judges nothing. Needs numpy."""

import math
from dataclasses import dataclass
from typing import Final

from callcenter_cti.ivr.telephone_audio import read_samples

_FULL: Final = 32767
_FLOOR_DB: Final = -100.0
"""Of digital silence."""
_WINDOW_S: Final = 0.02
_SPEECH_DB: Final = -20.0
"""Windows within this of the loudest are speech, the others pauses."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was measured."""

    seconds: float
    peak_db: float
    speech_db: float
    """Mean level without the pauses."""
    longest_clip: int
    """Most samples in a row at full scale."""


def measure(wav: bytes) -> Loudness:
    """Measure a wav.

    Raises:
        ValueError: it is no wav of 16 bit.
    """
    import numpy as np

    samples, rate = read_samples(wav)
    window = max(1, int(_WINDOW_S * rate))
    padded = np.pad(samples, (0, -len(samples) % window)).reshape(-1, window)
    power = (padded**2).mean(axis=1)
    speech = power[power >= power.max(initial=0.0) * 10 ** (_SPEECH_DB / 10)]
    full = np.flatnonzero(np.diff(np.pad(np.abs(samples) >= _FULL, 1).astype(np.int8)))
    return Loudness(
        seconds=len(samples) / rate,
        peak_db=_db(float(np.abs(samples).max(initial=0.0))),
        speech_db=_db(math.sqrt(float(speech.mean()))) if speech.size else _FLOOR_DB,
        longest_clip=int((full[1::2] - full[::2]).max(initial=0)),
    )


def _db(level: float) -> float:
    return max(_FLOOR_DB, 20 * math.log10(level / _FULL)) if level else _FLOOR_DB
