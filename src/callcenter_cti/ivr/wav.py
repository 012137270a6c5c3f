"""Wav files of 16 bit as samples, and samples as wav files. Changes no sound.

Needs numpy, which is imported when a sound is read or written: only rendering does that.
"""

import io
import wave
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float64]

RATE: Final = 8000
"""Samples a second of G.711 and of Asterisk's ``.wav``."""
FULL_SCALE: Final = 32767
_SAMPLE_BYTES: Final = 2


def is_telephone_wav(wav: bytes) -> bool:
    """Tell whether a wav is as Asterisk plays it: 8,000 Hz, one channel, 16 bit."""
    try:
        with wave.open(io.BytesIO(wav), "rb") as file:
            form = (file.getframerate(), file.getnchannels(), file.getsampwidth())
    except (wave.Error, EOFError):
        return False
    return form == (RATE, 1, _SAMPLE_BYTES)


def read_samples(wav: bytes) -> "tuple[Samples, int]":
    """Return samples, -32768 to 32767, channels mixed, and how many make a second.

    Raises:
        ValueError: it is no wav of 16 bit.
    """
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


def write_samples(samples: "Samples", rate: int = RATE) -> bytes:
    """Return a wav of 16 bit, one channel, of samples from -32768 to 32767."""
    import numpy as np

    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_SAMPLE_BYTES)
        file.setframerate(rate)
        file.writeframes(np.rint(samples).astype("<i2").tobytes())
    return target.getvalue()


def pcm_wav(
    samples: "Samples | NDArray[np.float32]", rate: int, *, full_scale: float = 1.0
) -> bytes:
    """Return a wav of 16 bit; sound beyond `full_scale` makes all of it softer, nothing clips."""
    import numpy as np

    scale = max(full_scale, float(np.abs(samples).max(initial=0.0)))
    return write_samples(np.asarray(samples, np.float64) * (FULL_SCALE / scale), rate)
