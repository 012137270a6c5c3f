"""Measuring sounds."""

import pytest

from callcenter_cti.ivr.loudness import measure
from tests.unit.ivr.sounds import tone, wav_of


def test_a_tone_is_as_loud_as_it_was_made():
    """A sine's level is 3 dB below its peak."""
    sound = measure(tone(-6.0, 0.5))

    assert sound.seconds == 0.5
    assert sound.peak_db == pytest.approx(-6.0, abs=0.05)
    assert sound.speech_db == pytest.approx(-9.0, abs=0.1)
    assert sound.longest_clip == 0


def test_pauses_do_not_make_speech_softer():
    """The level is that of the speech, however long it is silent between."""
    speech = [8000, -8000] * 2000

    alone, with_pauses = measure(wav_of(speech)), measure(wav_of(speech + [0] * 16000 + speech))

    assert with_pauses.speech_db == pytest.approx(alone.speech_db, abs=0.01)


def test_silence_has_a_floor():
    """Nothing is no error."""
    for samples in ([], [0] * 100):
        assert measure(wav_of(samples)).peak_db == measure(wav_of(samples)).speech_db == -100.0


@pytest.mark.parametrize(
    ("samples", "longest"),
    [
        ([32767] * 5, 5),
        ([0, 32767, 32767, 0, 32767], 2),
        ([-32768, 32767, -32768], 3),
        ([32766] * 9, 0),
    ],
)
def test_samples_at_full_scale_are_counted_in_rows(samples: list[int], longest: int):
    """One loud sample is a peak; many in a row were cut off."""
    assert measure(wav_of(samples)).longest_clip == longest
