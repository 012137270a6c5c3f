"""Sound as callers hear it: 8 kHz, every voice equally loud, silence only where it belongs.

Decides level and edges; arithmetic on samples alone. Needs numpy, as `ivr.wav` does.
"""

from typing import TYPE_CHECKING, Final

from callcenter_cti.ivr.loudness import FLOOR_DB, peak_level, speech_level
from callcenter_cti.ivr.wav import RATE, read_samples, write_samples

if TYPE_CHECKING:
    from callcenter_cti.ivr.wav import Samples

LEVEL_DB: Final = -18.0
"""Level of speech against full scale. Asterisk's own English prompts lie around -17 dB."""
_PEAK_DB: Final = -1.0
"""No peak is louder, so that G.711 and a second encoding do not clip it."""
_QUIET: Final = 0.01
"""Share of the peak below which a voice's beginning and end count as silence."""
_LEAD_S: Final = 0.01
_TAIL_S: Final = 0.01
"""What is kept beside the first and the last loud sample, and fades in and out."""


def converted(wav: bytes) -> bytes:
    """Convert a 16-bit wav of any rate, pauses and all.

    Raises:
        ValueError: it is no wav of 16 bit.
    """
    samples, rate = read_samples(wav)
    return write_samples(_levelled(_resampled(samples, rate)))


def spoken(wav: bytes, *, pause_s: float) -> bytes:
    """Convert what a voice said; the silence around it becomes `pause_s` seconds after it.

    Raises:
        ValueError: it is no wav of 16 bit.
    """
    import numpy as np

    samples, rate = read_samples(wav)
    speech = _faded(_levelled(_resampled(_trimmed(samples, rate), rate)))
    return write_samples(np.pad(speech, (0, round(pause_s * RATE))))


def pause(seconds: float) -> bytes:
    """Return silence."""
    import numpy as np

    return write_samples(np.zeros(round(seconds * RATE)))


def _trimmed(samples: "Samples", rate: int) -> "Samples":
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > _QUIET * np.abs(samples).max(initial=0.0))
    if not loud.size:
        return samples
    begin = max(int(loud[0]) - int(_LEAD_S * rate), 0)
    return samples[begin : int(loud[-1]) + int(_TAIL_S * rate)]


def _faded(samples: "Samples") -> "Samples":
    """Let a sound begin and end at zero: a step would be heard as a click."""
    import numpy as np

    length = min(int(_LEAD_S * RATE), len(samples) // 2)
    slope = np.linspace(0.0, 1.0, length, endpoint=False)
    middle = np.ones(len(samples) - 2 * length)
    return samples * np.concatenate((slope, middle, slope[::-1]))


def _resampled(samples: "Samples", rate: int) -> "Samples":
    """Cut the spectrum at the new Nyquist frequency: exact for band-limited sound."""
    import numpy as np

    if rate == RATE or not samples.size:
        return samples
    # A second of sound is a whole number of both periods, so that no rate is off by a sample.
    padded = np.concatenate((samples, np.zeros(-len(samples) % rate + rate)))
    length = len(padded) * RATE // rate
    spectrum = np.fft.rfft(padded)[: length // 2 + 1]
    if len(spectrum) < length // 2 + 1:
        spectrum = np.pad(spectrum, (0, length // 2 + 1 - len(spectrum)))
    resampled: Samples = np.fft.irfft(spectrum, length) * (length / len(padded))
    return resampled[: len(samples) * RATE // rate]


def _levelled(samples: "Samples") -> "Samples":
    """Make speech as loud as all other, unless a peak would then be too loud."""
    level = speech_level(samples, RATE)
    if level <= FLOOR_DB:
        return samples
    gain_db = min(LEVEL_DB - level, _PEAK_DB - peak_level(samples))
    return samples * 10 ** (gain_db / 20)
