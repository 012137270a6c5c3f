"""What was heard in a recording: which prompt and when, and who is talking in which pitch.

Works on the kind of wav that Asterisk records: 8 kHz, mono, 16 bit. A prompt is recognised by
normalised cross-correlation with its own wav: 1.0 is identical, G.711 on the way leaves 0.99,
another prompt scores below 0.5.
"""

import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float64]
RATE_HZ = 8000
HEARD_RATIO = 0.9
"""Least score that counts as heard."""
COMPARED_S = 3.0
"""Of a long prompt only the beginning is compared."""
EDGE_S = 0.3
"""A prompt may begin before the recording does, or be cut by the hang-up, by up to this long; it
still has to keep four fifths of its energy to count as heard."""
_QUIET = 1e5
"""Floor of the product of both norms: near-silence scores nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """The best match of a prompt in a recording."""

    score: float
    """0 to 1."""
    at_s: float
    """Seconds from the start of the recording."""


def load(path: Path) -> Samples:
    """Read a wav.

    Raises:
        ValueError: it is not 8 kHz, mono, 16 bit.
    """
    with wave.open(str(path), "rb") as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE_HZ, 1, 2):
            raise ValueError(f"{path} is not 8 kHz, mono, 16 bit")
        raw = file.readframes(file.getnframes())
    return np.frombuffer(raw, dtype="<i2").astype(np.float64)


def find(prompt: Path, recording: Path, *, compared_s: float = COMPARED_S) -> Hit:
    """Return where the prompt fits best in the recording.

    `compared_s` limits the comparison to the prompt's beginning; take 0.25 where a key may
    have cut it.
    """
    scores = _scores(_with_edges(recording), load(prompt)[: int(compared_s * RATE_HZ)])
    if not len(scores):
        return Hit(0.0, 0.0)
    best = int(np.argmax(scores))
    return Hit(float(scores[best]), best / RATE_HZ - EDGE_S)


def heard(prompt: Path, recording: Path, *, compared_s: float = COMPARED_S) -> bool:
    """Return whether the prompt, or its first `compared_s` seconds, are in the recording."""
    return find(prompt, recording, compared_s=compared_s).score >= HEARD_RATIO


def prompts_heard(
    prompts: Mapping[str, Path], recording: Path, *, compared_s: float = COMPARED_S
) -> list[tuple[str, float]]:
    """Return every occurrence of these prompts as (name, second), in the order of hearing."""
    ear = _with_edges(recording)
    found: list[tuple[str, float]] = []
    for name, path in prompts.items():
        prompt = load(path)[: int(compared_s * RATE_HZ)]
        places = _peaks(_scores(ear, prompt), len(prompt))
        found += [(name, place / RATE_HZ - EDGE_S) for place in places]
    return sorted(found, key=lambda hit: (hit[1], hit[0]))


def tone_share(samples: Samples, hz: float, *, width_hz: float = 15.0) -> float:
    """Return the share (0 to 1) of the energy that lies within `width_hz` of a pitch."""
    if not len(samples):
        return 0.0
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    pitch = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    return float(power[np.abs(pitch - hz) <= width_hz].sum() / max(power.sum(), 1.0))


def tone_heard(recording: Path, hz: float, *, window_s: float = 0.5) -> float:
    """Return the greatest share (0 to 1) that a pitch has in any window of the recording."""
    return max((share for _, share in tone_over_time(recording, hz, window_s=window_s)), default=0)


def tone_over_time(
    recording: Path, hz: float, *, window_s: float = 0.5
) -> list[tuple[float, float]]:
    """Return (second, share of a pitch) for overlapping windows; a silent window has share 0."""
    ear = load(recording)
    size = int(window_s * RATE_HZ)
    return [
        (start / RATE_HZ, tone_share(ear[start : start + size], hz))
        for start in range(0, max(len(ear) - size, 0) + 1, size // 2)
    ]


def _with_edges(recording: Path) -> Samples:
    return np.pad(load(recording), int(EDGE_S * RATE_HZ))


def _scores(ear: Samples, prompt: Samples) -> Samples:
    """Normalised cross-correlation at every place where the prompt fits whole."""
    if not len(prompt) or len(ear) < len(prompt):
        return np.zeros(0)
    size = 1 << (len(ear) + len(prompt)).bit_length()
    product = np.fft.irfft(np.fft.rfft(ear, size) * np.conj(np.fft.rfft(prompt, size)), size)
    product = product[: len(ear) - len(prompt) + 1]
    energy = np.concatenate(([0.0], np.cumsum(ear * ear)))
    local = np.maximum(energy[len(prompt) :] - energy[: -len(prompt)], 1.0)
    norm = np.sqrt(local * max(float((prompt * prompt).sum()), 1.0))
    return np.asarray(product / np.maximum(norm, _QUIET), dtype=np.float64)


def _peaks(scores: Samples, apart: int) -> list[int]:
    """Places of the matches; two are at least half the prompt's length apart."""
    left = scores.copy()
    places: list[int] = []
    while len(left) and (best := int(np.argmax(left))) >= 0 and left[best] >= HEARD_RATIO:
        places.append(best)
        left[max(best - apart // 2, 0) : best + apart // 2 + 1] = 0.0
    return places
