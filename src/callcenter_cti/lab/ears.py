"""What was heard in a recording: which prompt and when, and who is talking in which pitch.

Works on the kind of wav that Asterisk records: 8 kHz, mono, 16 bit. A prompt is recognised by
normalised cross-correlation with its own wav: 1.0 is identical, G.711 on the way leaves 0.99,
another prompt scores below 0.5. On a busy machine a frame may come late or be lost; what follows
is then shifted, so where a prompt fits in part it is compared piece by piece as well.
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
_PIECE = RATE_HZ // 4
_GRID = RATE_HZ // 100
"""Pieces are placed to the nearest hundredth of a second."""
_SLACK = 16
"""Steps of the grid by which a piece may be shifted: frames of 20 ms get lost or doubled."""
_LOUDEST = 3
"""Of so many pieces one has to be found: each may have lost a frame."""
_MAYBE_RATIO = 0.2
"""Least score as a whole of a prompt that lost frames: its longest whole part gives that much."""
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
    hits = _hits(_with_edges(recording), load(prompt)[: int(compared_s * RATE_HZ)])
    return max(hits, key=lambda hit: hit.score, default=Hit(0.0, 0.0))


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
        hits = _hits(ear, load(path)[: int(compared_s * RATE_HZ)])
        found += [(name, hit.at_s) for hit in hits if hit.score >= HEARD_RATIO]
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


def _hits(ear: Samples, prompt: Samples) -> list[Hit]:
    """Return where the prompt may be, each place with its score; no two within half of it."""
    scores = _scores(ear, prompt)
    hits: list[Hit] = []
    for place in _peaks(scores, len(prompt)):
        hit = Hit(float(scores[place]), place / RATE_HZ - EDGE_S)
        if hit.score < HEARD_RATIO:
            hit = max(hit, _in_pieces(ear, prompt, place), key=lambda hit: hit.score)
        if all(abs(hit.at_s - other.at_s) > len(prompt) / RATE_HZ / 2 for other in hits):
            hits.append(hit)
    return hits


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


def _in_pieces(ear: Samples, prompt: Samples, near: int) -> Hit:
    """Compare piece by piece where the prompt as a whole fits best: its parts are near there."""
    around = 2 * _SLACK * _GRID
    first = max(near - around, 0)
    scores = _scores_in_pieces(ear[first : near + len(prompt) + around], prompt)
    if not len(scores):
        return Hit(0.0, 0.0)
    equal = np.flatnonzero(
        scores >= scores.max() - 1e-6
    )  # by the slack several places are as good
    best = int(equal[len(equal) // 2])
    return Hit(float(scores[best]), (first + best * _GRID) / RATE_HZ - EDGE_S)


def _scores_in_pieces(ear: Samples, prompt: Samples) -> Samples:
    """Score each hundredth of a second by the prompt's pieces, each shifted a little if need be.

    The score is the mean of the pieces' best, weighted with their energy. Nothing is scored where
    not one of the loudest pieces is found.
    """
    pieces = [prompt[at : at + _PIECE] for at in range(0, len(prompt) - _PIECE + 1, _PIECE)]
    if len(pieces) < 2:
        return np.zeros(0)
    energies = [float((piece * piece).sum()) for piece in pieces]
    loudest = np.argsort(energies)[-_LOUDEST:]
    if all(_scores(ear, pieces[one]).max(initial=0.0) < HEARD_RATIO for one in loudest):
        return np.zeros(0)
    total = np.zeros(len(ear) // _GRID)
    for number, (piece, energy) in enumerate(zip(pieces, energies, strict=True)):
        near = _best_nearby(_scores(ear, piece))[number * _PIECE // _GRID :]
        total[: len(near)] += near[: len(total)] * energy
    return total / max(sum(energies), 1.0)


def _best_nearby(scores: Samples) -> Samples:
    """Return, on the grid, the best score within the slack of each step."""
    steps = scores[: len(scores) // _GRID * _GRID].reshape(-1, _GRID).max(axis=1, initial=0.0)
    padded = np.pad(steps, _SLACK)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * _SLACK + 1).max(axis=1))


def _peaks(scores: Samples, apart: int) -> list[int]:
    """Places that may be matches, best first; two are at least half the prompt's length apart."""
    left = scores.copy()
    places: list[int] = []
    while len(left) and (best := int(np.argmax(left))) >= 0 and left[best] >= _MAYBE_RATIO:
        places.append(best)
        left[max(best - apart // 2, 0) : best + apart // 2 + 1] = 0.0
    return places
