"""Sound as telephones carry it."""

import io
import wave

import numpy as np
import pytest
from numpy.typing import NDArray

from callcenter_cti.ivr.telephone_audio import is_telephone_wav, telephone_wav


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
    sound = samples_of(telephone_wav(wav_of(tone(440, rate, seconds), rate), trim=False))

    assert len(sound) / 8000 == pytest.approx(seconds, abs=0.001)
    middle = sound[400:-400]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    frequencies = np.fft.rfftfreq(len(middle), 1 / 8000)
    assert spectrum[np.abs(frequencies - 440) < 10].sum() / spectrum.sum() > 0.999


def test_what_telephones_cannot_carry_is_cut_and_not_folded():
    """A tone above half the rate vanishes instead of coming back as another."""
    both = tone(1000, 22050, 1.0) + tone(7000, 22050, 1.0)

    sound = samples_of(telephone_wav(wav_of(both, 22050), trim=False))[400:-400]

    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    assert np.argmax(spectrum) * 8000 / len(sound) == pytest.approx(1000, abs=2)
    assert spectrum[np.abs(np.fft.rfftfreq(len(sound), 1 / 8000) - 1000) > 15].sum() < (
        1e-3 * spectrum.sum()
    )


@pytest.mark.parametrize("level", [20.0, 8000.0, 32767.0])
def test_all_prompts_are_equally_loud(level: float):
    """The peak lies 3 dB below full scale, whatever came in."""
    sound = samples_of(telephone_wav(wav_of(tone(440, 8000, 0.5, level), 8000), trim=False))

    assert np.abs(sound).max() == pytest.approx(32767 / 10 ** (3 / 20), rel=0.001)


def test_silence_around_speech_is_cut():
    """Fragments join into a sentence; a little silence stays at both ends."""
    quiet = np.zeros(8000)
    speech = np.concatenate((quiet, tone(440, 8000, 0.5), quiet))

    trimmed = samples_of(telephone_wav(wav_of(speech, 8000), trim=True))
    whole = samples_of(telephone_wav(wav_of(speech, 8000), trim=False))

    assert len(trimmed) / 8000 == pytest.approx(0.58, abs=0.005)
    assert len(whole) == len(speech)


@pytest.mark.parametrize("trim", [True, False])
@pytest.mark.parametrize("length", [0, 1, 100])
def test_silence_stays_silence(length: int, *, trim: bool):
    """A sound of nothing is no fault."""
    sound = samples_of(telephone_wav(wav_of(np.zeros(length), 22050), trim=trim))

    assert not sound.any()


def test_stereo_becomes_one_channel():
    """A recording of two channels is mixed."""
    sound = telephone_wav(wav_of(tone(440, 16000, 0.5), 16000, channels=2), trim=False)

    assert is_telephone_wav(sound)
    assert len(samples_of(sound)) == 4000


def test_length_that_the_voice_did_not_know():
    """A voice that writes to a pipe leaves a wrong length in the header."""
    wav = bytearray(wav_of(tone(440, 8000, 0.5), 8000))
    wav[4:8] = wav[40:44] = (0x7FFFF000).to_bytes(4, "little")

    assert len(samples_of(telephone_wav(bytes(wav), trim=False))) == 4000


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3" + b"\0" * 100])
def test_other_files_are_no_sound(content: bytes):
    """What is no wav is refused, and is not taken for one that is right."""
    assert not is_telephone_wav(content)
    with pytest.raises(ValueError, match="no wav"):
        telephone_wav(content, trim=False)


def test_other_sample_sizes_are_refused():
    """Eight bits are not guessed at."""
    with pytest.raises(ValueError, match="8 bit; 16 bit is needed"):
        telephone_wav(wav_of(np.zeros(10), 8000, width=1), trim=False)


def test_form_that_asterisk_plays():
    """8 kHz, one channel, 16 bit, and nothing else."""
    assert is_telephone_wav(wav_of(np.zeros(10), 8000))
    assert not is_telephone_wav(wav_of(np.zeros(10), 16000))
    assert not is_telephone_wav(wav_of(np.zeros(10), 8000, channels=2))
