"""Sound as telephones carry it."""

import io
import wave

import numpy as np
import pytest
from numpy.typing import NDArray

from callcenter_cti.ivr.telephone_audio import converted, pause, spoken
from callcenter_cti.ivr.wav import is_telephone_wav


def wav_of(samples: NDArray[np.float64], rate: int, channels: int = 1, width: int = 2) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(np.repeat(samples, channels).astype("<i2").tobytes())
    return target.getvalue()


def samples_of(wav: bytes) -> NDArray[np.float64]:
    with wave.open(io.BytesIO(wav), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)


def tone(hz: float, rate: int, seconds: float, level: float = 8000.0) -> NDArray[np.float64]:
    return np.asarray(level * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate))


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
@pytest.mark.parametrize("seconds", [1.0, 0.7315])
def test_tone_stays_the_same_tone(rate: int, seconds: float):
    """Whatever the rate, pitch and length stay, and nothing is added."""
    sound = samples_of(converted(wav_of(tone(440, rate, seconds), rate)))

    assert len(sound) / 8000 == pytest.approx(seconds, abs=0.001)
    middle = sound[400:-400]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    frequencies = np.fft.rfftfreq(len(middle), 1 / 8000)
    assert spectrum[np.abs(frequencies - 440) < 10].sum() / spectrum.sum() > 0.999


def test_what_telephones_cannot_carry_is_cut_and_not_folded():
    """A tone above half the rate vanishes instead of coming back as another."""
    both = tone(1000, 22050, 1.0) + tone(7000, 22050, 1.0)

    sound = samples_of(converted(wav_of(both, 22050)))[400:-400]

    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    assert np.argmax(spectrum) * 8000 / len(sound) == pytest.approx(1000, abs=2)
    assert spectrum[np.abs(np.fft.rfftfreq(len(sound), 1 / 8000) - 1000) > 15].sum() < (
        1e-3 * spectrum.sum()
    )


@pytest.mark.parametrize("level", [20.0, 8000.0, 32767.0])
def test_all_prompts_are_equally_loud(level: float):
    """Speech lies 18 dB below full scale, whatever came in and however long it pauses."""
    quiet, sound = np.zeros(8000), tone(440, 8000, 0.5, level)

    alone = samples_of(converted(wav_of(sound, 8000)))
    pausing = samples_of(converted(wav_of(np.concatenate((sound, quiet, sound)), 8000)))

    assert np.sqrt((alone**2).mean()) == pytest.approx(32767 / 10 ** (18 / 20), rel=0.001)
    assert np.abs(pausing).max() == pytest.approx(np.abs(alone).max(), rel=0.01)


def test_no_peak_is_too_loud():
    """A sound with a crack in it becomes softer as a whole; nothing is clipped."""
    crack = tone(440, 8000, 0.5, 4000.0)
    crack[2000] = 32767.0

    sound = samples_of(converted(wav_of(crack, 8000)))

    assert np.abs(sound).max() == pytest.approx(32767 / 10 ** (1 / 20), rel=0.001)
    assert np.abs(sound[:1900]).max() < 4000


@pytest.mark.parametrize("pause_s", [0.0, 0.02, 0.35])
def test_silence_around_speech_is_replaced(pause_s: float):
    """Fragments join into a sentence: no pause comes before, and one as asked for after."""
    quiet = np.zeros(8000)
    speech = wav_of(np.concatenate((quiet, tone(440, 8000, 0.5), quiet)), 8000)

    sound = samples_of(spoken(speech, pause_s=pause_s))

    assert len(sound) / 8000 == pytest.approx(0.52 + pause_s, abs=0.002)
    assert np.abs(sound[80:4000]).max() > 3000
    assert len(samples_of(converted(speech))) == 20000


def test_speech_that_its_voice_cuts_off_fades():
    """Without silence at its ends, a sound would click where the next one joins."""
    sound = samples_of(spoken(wav_of(tone(440, 8000, 0.5), 8000), pause_s=0.0))

    assert np.abs(sound[[0, 1, -2, -1]]).max() < 100


def test_a_pause_is_silence():
    """So long, and nothing in it."""
    sound = pause(0.15)

    assert is_telephone_wav(sound)
    assert len(samples_of(sound)) == 1200
    assert not samples_of(sound).any()


@pytest.mark.parametrize("length", [0, 1, 100])
def test_silence_stays_silence(length: int):
    """A sound of nothing is no fault."""
    nothing = wav_of(np.zeros(length), 22050)

    assert not samples_of(converted(nothing)).any()
    assert not samples_of(spoken(nothing, pause_s=0.1)).any()


def test_stereo_becomes_one_channel():
    """A recording of two channels is mixed."""
    sound = converted(wav_of(tone(440, 16000, 0.5), 16000, channels=2))

    assert is_telephone_wav(sound)
    assert len(samples_of(sound)) == 4000


def test_length_that_the_voice_did_not_know():
    """A voice that writes to a pipe leaves a wrong length in the header."""
    wav = bytearray(wav_of(tone(440, 8000, 0.5), 8000))
    wav[4:8] = wav[40:44] = (0x7FFFF000).to_bytes(4, "little")

    assert len(samples_of(converted(bytes(wav)))) == 4000


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3" + b"\0" * 100])
def test_other_files_are_no_sound(content: bytes):
    """What is no wav is refused, and is not taken for one that is right."""
    assert not is_telephone_wav(content)
    with pytest.raises(ValueError, match="no wav"):
        converted(content)


def test_other_sample_sizes_are_refused():
    """Eight bits are not guessed at."""
    with pytest.raises(ValueError, match="8 bit; 16 bit is needed"):
        converted(wav_of(np.zeros(10), 8000, width=1))


def test_form_that_asterisk_plays():
    """8 kHz, one channel, 16 bit, and nothing else."""
    assert is_telephone_wav(wav_of(np.zeros(10), 8000))
    assert not is_telephone_wav(wav_of(np.zeros(10), 16000))
    assert not is_telephone_wav(wav_of(np.zeros(10), 8000, channels=2))
