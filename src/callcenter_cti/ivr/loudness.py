"""How loud a sound is, in decibels against full scale. Measures; judges nothing. Needs numpy."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from callcenter_cti.ivr.wav import FULL_SCALE, read_samples

if TYPE_CHECKING:
    from callcenter_cti.ivr.wav import Samples

FLOOR_DB: Final = -100.0
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
    full = np.flatnonzero(np.diff(np.pad(np.abs(samples) >= FULL_SCALE, 1).astype(np.int8)))
    return Loudness(
        seconds=len(samples) / rate,
        peak_db=peak_level(samples),
        speech_db=speech_level(samples, rate),
        longest_clip=int((full[1::2] - full[::2]).max(initial=0)),
    )


def peak_level(samples: "Samples") -> float:
    """Return the level of the loudest sample."""
    import numpy as np

    return _db(float(np.abs(samples).max(initial=0.0)))


def speech_level(samples: "Samples", rate: int) -> float:
    """Return the mean level without the pauses."""
    import numpy as np

    window = max(1, int(_WINDOW_S * rate))
    padded = np.pad(samples, (0, -len(samples) % window)).reshape(-1, window)
    power = (padded**2).mean(axis=1)
    speech = power[power >= power.max(initial=0.0) * 10 ** (_SPEECH_DB / 10)]
    return _db(math.sqrt(float(speech.mean()))) if speech.size else FLOOR_DB


def _db(level: float) -> float:
    return max(FLOOR_DB, 20 * math.log10(level / FULL_SCALE)) if level else FLOOR_DB
