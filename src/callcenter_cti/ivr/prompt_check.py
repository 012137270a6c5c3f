"""What is wrong with prompts and their files: missing, unused, clipped, silent, uneven.

Decides the limits; knows no voice and repairs nothing. Studio recordings are measured as callers
hear them, after conversion, like everything else.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.catalogue import Catalogue
from callcenter_cti.ivr.loudness import Loudness, measure
from callcenter_cti.ivr.prompt_files import PromptFolders
from callcenter_cti.ivr.prompt_names import NamedPrompts
from callcenter_cti.ivr.wav import is_telephone_wav

GREETINGS: Final = "welcome."
"""Begin so: prompts that rules choose among, so that none need be used."""

SILENT_BELOW_DB: Final = -40.0
"""Peak, against full scale: quieter is lost in the noise of a telephone line."""
SHORTEST_S: Final = 0.08
"""No word is shorter."""
TOO_LOUD_ABOVE_DB: Final = -12.0
"""Level of the speech, against full scale: a third louder than what voices are rendered at
(`telephone_audio.LEVEL_DB`)."""
TOO_SOFT_BELOW_DB: Final = -28.0
"""Level of the speech: half as loud as the rest, or less."""
CLIPPED_SAMPLES: Final = 4
"""So many at full scale in a row, anywhere, were cut off by a recording too loud."""


class Fault(StrEnum):
    """What can be wrong."""

    MISSING = "missing"
    """A key without a file, or a name in a flow or the rules without a key."""
    UNFILLED = "unfilled"
    """A sentence has a gap that a flow does not fill, or the other way round."""
    UNUSED = "unused"
    """A key that nothing plays, or a file or recording that is no key's."""
    UNPLAYABLE = "unplayable"
    """Asterisk would not play it: not 8,000 Hz, one channel, 16 bit."""
    CLIPPED = "clipped"
    SILENT = "silent"
    TOO_LOUD = "too loud"
    TOO_SOFT = "too soft"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    fault: Fault
    subject: str
    """A key, or a file."""
    detail: str
    """What was found, and the limit."""

    def __str__(self) -> str:
        return f"{self.fault}: {self.subject}: {self.detail}"


def check_keys(
    catalogue: Catalogue, named: NamedPrompts, greetings: Collection[str]
) -> Iterator[Finding]:
    """Compare what is played with what there is; all catalogues have the same keys.

    Args:
        catalogue: any of them.
        named: what flows name.
        greetings: keys that the rules name.
    """
    for name in named.unknown:
        yield Finding(Fault.MISSING, name, "a flow names it, the catalogues do not have it")
    for name in sorted(set(greetings) - set(catalogue.lines)):
        yield Finding(Fault.MISSING, name, "the rules name it, the catalogues do not have it")
    for key, gaps in sorted(named.filled, key=lambda one: (one[0], sorted(one[1]))):
        if gaps != catalogue.lines[key].gaps:
            yield Finding(Fault.UNFILLED, key, _difference(gaps, catalogue.lines[key].gaps))
    for key in catalogue.lines:
        if not key.startswith(GREETINGS) and key not in named.used and key not in greetings:
            yield Finding(Fault.UNUSED, key, "no flow names it")


def _difference(given: Collection[str], needed: Collection[str]) -> str:
    names = [", ".join(f"${name}" for name in sorted(one)) or "nothing" for one in (given, needed)]
    return f"a flow gives {names[0]}, the sentence has gaps for {names[1]}"


def check_files(catalogue: Catalogue, folders: PromptFolders) -> Iterator[Finding]:
    """Measure every file of a language.

    Raises:
        OSError: a file cannot be read.
    """
    texts = catalogue.texts()
    for key, sentence in texts.items():
        path = folders.prompt(catalogue.language, key)
        if path.is_file():
            sound = path.read_bytes()
            yield from (_check_pause if sentence.is_pause else check_sound)(str(path), sound)
        else:
            yield Finding(Fault.MISSING, str(path), "there is no such file; build the prompts")
    for path in _files(folders, catalogue.language):
        if path.stem not in texts:
            yield Finding(Fault.UNUSED, str(path), "no prompt has this name")


def _files(folders: PromptFolders, language: Language) -> Iterator[Path]:
    for folder in (folders.prompts, folders.studio):
        if folder is not None and (folder / language).is_dir():
            yield from sorted((folder / language).glob("*.wav"))


def check_sound(subject: str, wav: bytes) -> Iterator[Finding]:
    """Measure one sound."""
    if not is_telephone_wav(wav):
        yield Finding(Fault.UNPLAYABLE, subject, "not 8,000 Hz, one channel, 16 bit")
        return
    sound = measure(wav)
    if sound.peak_db < SILENT_BELOW_DB or sound.seconds < SHORTEST_S:
        yield Finding(Fault.SILENT, subject, _silence(sound))
        return
    if sound.longest_clip >= CLIPPED_SAMPLES:
        detail = f"{sound.longest_clip} samples in a row at full scale, {CLIPPED_SAMPLES} are"
        yield Finding(Fault.CLIPPED, subject, f"{detail} too many")
    if sound.speech_db > TOO_LOUD_ABOVE_DB:
        detail = f"speech at {sound.speech_db:.1f} dB, {TOO_LOUD_ABOVE_DB:g} is the most"
        yield Finding(Fault.TOO_LOUD, subject, detail)
    if sound.speech_db < TOO_SOFT_BELOW_DB:
        detail = f"speech at {sound.speech_db:.1f} dB, {TOO_SOFT_BELOW_DB:g} is the least"
        yield Finding(Fault.TOO_SOFT, subject, detail)


def _check_pause(subject: str, wav: bytes) -> Iterator[Finding]:
    """Check a file that is meant to be silent."""
    if not is_telephone_wav(wav):
        yield Finding(Fault.UNPLAYABLE, subject, "not 8,000 Hz, one channel, 16 bit")


def _silence(sound: Loudness) -> str:
    return (
        f"peak {sound.peak_db:.1f} dB in {sound.seconds:.2f} s, "
        f"{SILENT_BELOW_DB:g} dB and {SHORTEST_S:g} s are the least"
    )
