"""Sound as telephones carry it: 8,000 Hz, one channel, 16 bit. Arithmetic on samples alone.

Needs numpy, which is imported when a sound is converted: only rendering does that.
"""

import io
import wave
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Samples: TypeAlias = NDArray[np.float64]

RATE: Final = 8000
"""Samples a second of G.711 and of Asterisk's ``.wav``."""
_SAMPLE_BYTES: Final = 2
_FULL_SCALE: Final = 32767
_PEAK: Final = 10 ** (-3 / 20)
"""3 dB below full scale: G.711 and a second encoding do not clip it."""
_QUIET: Final = 0.01
"""Share of the peak below which a voice's beginning and end count as silence."""
_LEAD_S: Final = 0.02
_TAIL_S: Final = 0.06
"""Silence that is left before and after speech, so that fragments join into a sentence."""


def telephone_wav(wav: bytes, *, trim: bool) -> bytes:
    """Convert a 16-bit wav of any rate; with `trim`, cut the silence at both ends.

    Raises:
        ValueError: it is no wav of 16 bit.
    """
    samples, rate = _read(wav)
    return _write(_at_peak(_resampled(_trimmed(samples, rate) if trim else samples, rate)))


def is_telephone_wav(wav: bytes) -> bool:
    """Tell whether a wav is as Asterisk plays it."""
    try:
        with wave.open(io.BytesIO(wav), "rb") as file:
            form = (file.getframerate(), file.getnchannels(), file.getsampwidth())
    except (wave.Error, EOFError):
        return False
    return form == (RATE, 1, _SAMPLE_BYTES)


def pcm_wav(
    samples: "_Samples | NDArray[np.float32]", rate: int, *, full_scale: float = 1.0
) -> bytes:
    """Return a wav of 16 bit; sound beyond `full_scale` makes all of it softer, nothing clips."""
    import numpy as np

    scale = max(full_scale, float(np.abs(samples).max(initial=0.0)))
    return _write(np.asarray(samples, np.float64) * (_FULL_SCALE / scale), rate)


def read_samples(wav: bytes) -> "tuple[_Samples, int]":
    """Return samples, -32768 to 32767, channels mixed, and how many make a second.

    Raises:
        ValueError: it is no wav of 16 bit.
    """
    return _read(wav)


def _read(wav: bytes) -> "tuple[_Samples, int]":
    import numpy as np

    try:
        with wave.open(io.BytesIO(wav), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            # A voice that writes to a pipe does not know the length; read what is there.
            frames = file.readframes(len(wav))
    except (wave.Error, EOFError) as error:
        raise ValueError(f"no wav: {error}") from error
    if width != _SAMPLE_BYTES:
        raise ValueError(f"a wav of {8 * width} bit; 16 bit is needed")
    whole = len(frames) - len(frames) % (channels * width)
    samples = np.frombuffer(frames[:whole], "<i2").astype(np.float64)
    return samples.reshape(-1, channels).mean(axis=1), rate


def _write(samples: "_Samples", rate: int = RATE) -> bytes:
    import numpy as np

    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_SAMPLE_BYTES)
        file.setframerate(rate)
        file.writeframes(np.rint(samples).astype("<i2").tobytes())
    return target.getvalue()


def _trimmed(samples: "_Samples", rate: int) -> "_Samples":
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > _QUIET * np.abs(samples).max(initial=0.0))
    if not loud.size:
        return samples
    begin = max(int(loud[0]) - int(_LEAD_S * rate), 0)
    return samples[begin : int(loud[-1]) + int(_TAIL_S * rate)]


def _resampled(samples: "_Samples", rate: int) -> "_Samples":
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
    resampled: _Samples = np.fft.irfft(spectrum, length) * (length / len(padded))
    return resampled[: len(samples) * RATE // rate]


def _at_peak(samples: "_Samples") -> "_Samples":
    import numpy as np

    peak = float(np.abs(samples).max(initial=0.0))
    return samples * (_PEAK * _FULL_SCALE / peak) if peak else samples
