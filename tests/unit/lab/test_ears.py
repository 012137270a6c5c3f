"""Recognising prompts and pitches in recordings."""

import wave
from pathlib import Path

import numpy as np
import pytest

from callcenter_cti.lab import ears
from callcenter_cti.lab.configuration import write_tone


def noise(seed: int, seconds: float) -> ears.Samples:
    """A prompt like no other."""
    samples = np.random.default_rng(seed).normal(0, 3000, int(seconds * ears.RATE_HZ))
    return np.asarray(samples, dtype=np.float64)


def save(path: Path, samples: ears.Samples) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(ears.RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def silence(seconds: float) -> ears.Samples:
    return np.zeros(int(seconds * ears.RATE_HZ))


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return save(tmp_path / "one.wav", noise(1, 1.0))


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return save(tmp_path / "two.wav", noise(2, 0.8))


def test_a_played_prompt_is_found_at_its_place(tmp_path: Path, one: Path) -> None:
    """Quieter and with some noise on the line it is still heard, where it began."""
    line = np.concatenate((silence(1.5), ears.load(one) * 0.5, silence(1.0)))
    recording = save(tmp_path / "ear.wav", line + noise(9, 3.5) * 0.05)

    hit = ears.find(one, recording)

    assert hit.score > 0.95
    assert hit.at_s == pytest.approx(1.5, abs=0.001)


def test_a_prompt_with_lost_and_late_frames_is_heard(tmp_path: Path) -> None:
    """Two frames of 20 ms are missing and one came twice: it is the same sentence."""
    said = noise(3, 3.0)
    one = save(tmp_path / "one.wav", said)
    frames = [said[at : at + 160] for at in range(0, len(said), 160)]
    kept = [*frames[:40], *frames[41:70], frames[69], *frames[70:100], *frames[101:]]
    line = np.concatenate((silence(1.0), *kept, silence(1.0)))
    recording = save(tmp_path / "ear.wav", line)

    hit = ears.find(one, recording)

    assert hit.score >= ears.HEARD_RATIO
    assert hit.at_s == pytest.approx(1.0, abs=0.1)
    [(name, at_s)] = ears.prompts_heard({"one": one}, recording)
    assert name == "one"
    assert at_s == pytest.approx(1.0, abs=0.1)


def test_a_prompt_that_lost_frames_where_it_is_loudest_is_heard(tmp_path: Path) -> None:
    """Also after a whole one: each occurrence is judged by itself."""
    said = noise(3, 2.5)
    said[8000:10000] *= 1.5
    one = save(tmp_path / "one.wav", said)
    hurt = np.concatenate((said[:8800], silence(0.02), said[8960:9440], said[9600:]))
    line = np.concatenate((silence(0.5), said, silence(0.5), hurt, silence(0.5)))
    recording = save(tmp_path / "ear.wav", line)

    heard = ears.prompts_heard({"one": one}, recording)

    assert [at_s for _, at_s in heard] == pytest.approx([0.5, 3.5], abs=0.1)


def test_half_a_prompt_is_not_the_prompt(tmp_path: Path) -> None:
    """One that was cut in the middle does not count as heard, however well its half fits."""
    said = noise(3, 3.0)
    one = save(tmp_path / "one.wav", said)
    line = np.concatenate((silence(1.0), said[: len(said) // 2], silence(3.0)))
    recording = save(tmp_path / "ear.wav", line)

    assert not ears.heard(one, recording)
    assert ears.prompts_heard({"one": one}, recording) == []


def test_another_prompt_is_not_heard(tmp_path: Path, one: Path, two: Path) -> None:
    """A prompt that was not played scores far below the threshold."""
    recording = save(tmp_path / "ear.wav", np.concatenate((silence(1), ears.load(one))))

    assert not ears.heard(two, recording)
    assert ears.heard(one, recording)


def test_silence_sounds_like_nothing(tmp_path: Path, one: Path) -> None:
    """Neither an empty nor a silent recording contains a prompt."""
    for name, samples in (("empty", silence(0)), ("silent", silence(3))):
        assert not ears.heard(one, save(tmp_path / f"{name}.wav", samples))


def test_a_cut_prompt_is_heard_by_its_beginning(tmp_path: Path, one: Path) -> None:
    """Only as much as was surely played is compared."""
    cut = ears.load(one)[: ears.RATE_HZ // 3]
    recording = save(tmp_path / "ear.wav", np.concatenate((silence(0.5), cut, silence(2))))

    assert not ears.heard(one, recording)
    assert ears.heard(one, recording, compared_s=0.25)


def test_prompts_come_in_the_order_of_hearing(tmp_path: Path, one: Path, two: Path) -> None:
    """Every occurrence is listed, also a repeated one."""
    parts = (ears.load(two), silence(0.2), ears.load(one), ears.load(two))
    recording = save(tmp_path / "ear.wav", np.concatenate(parts))

    order = ears.prompts_heard({"one": one, "two": two}, recording)

    assert [name for name, _ in order] == ["two", "one", "two"]
    assert [at for _, at in order] == pytest.approx([0.0, 1.0, 2.0], abs=0.001)


def test_a_pitch_is_heard_among_others(tmp_path: Path) -> None:
    """A tone has nearly all of the energy near its pitch and nothing elsewhere."""
    path = tmp_path / "tone.wav"
    write_tone(path, hz=1040, seconds=2.0)

    assert ears.tone_heard(path, 1040) > 0.95
    assert ears.tone_heard(path, 1020) < 0.5
    assert ears.tone_heard(path, 550) < 0.05


def test_other_formats_are_refused(tmp_path: Path) -> None:
    """A wav with another rate is not compared as if it were right."""
    path = tmp_path / "fast.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(b"\0\0" * 100)

    with pytest.raises(ValueError, match="8 kHz"):
        ears.load(path)


def test_a_prompt_whose_first_moment_is_missing_is_heard(tmp_path: Path, one: Path) -> None:
    """A recording that began a little late, or ended a little early, is enough; half is not."""
    whole = ears.load(one)
    late = save(tmp_path / "late.wav", np.concatenate((whole[800:], silence(1))))
    early = save(tmp_path / "early.wav", np.concatenate((silence(1), whole[:-800])))
    half = save(tmp_path / "half.wav", np.concatenate((whole[4000:], silence(1))))

    assert ears.find(one, late).at_s == pytest.approx(-0.1, abs=0.001)
    assert ears.heard(one, late)
    assert ears.heard(one, early)
    assert not ears.heard(one, half)
