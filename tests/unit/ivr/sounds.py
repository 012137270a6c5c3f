"""Sounds made of arithmetic, for tests that measure."""

import io
import math
import wave
from array import array


def wav_of(samples: list[int], rate: int = 8000) -> bytes:
    """Return a wav of 16 bit, one channel."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array("h", samples).tobytes())
    return target.getvalue()


def tone(level_db: float, seconds: float = 0.5, rate: int = 8000) -> bytes:
    """Return a sine with its peak at this level against full scale."""
    peak = 32767 * 10 ** (level_db / 20)
    count = round(seconds * rate)
    return wav_of([round(peak * math.sin(0.7 * index)) for index in range(count)], rate)
