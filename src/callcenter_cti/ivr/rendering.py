"""Makes the prompt files of a catalogue: the studio's recording, else a cached or a new rendering.

Decides which sound a key gets. Runs at set-up in ordinary threads, never while calls are served.
"""

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.catalogue import Catalogue
from callcenter_cti.ivr.prompt_files import PromptFolders, write_if_changed
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.telephone_audio import converted, pause, spoken
from callcenter_cti.ivr.voices import Voice
from callcenter_cti.ivr.wav import is_telephone_wav

_FORM: Final = "8 kHz, -18 dB, trimmed, 2"
"""Part of the cache's key: raise the number when `telephone_audio` changes what it makes."""

OnProgress = Callable[[int, int], None]
"""Told how many prompts are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a run made."""

    recorded: int = 0
    """Prompts from the studio."""
    rendered: int = 0
    """Prompts that the voice spoke in this run."""
    cached: int = 0
    """Prompts that it had spoken before."""
    written: int = 0
    """Files that are new or changed."""

    def __add__(self, other: "Rendered") -> "Rendered":
        return Rendered(
            self.recorded + other.recorded,
            self.rendered + other.rendered,
            self.cached + other.cached,
            self.written + other.written,
        )


def missing_prompts(catalogue: Catalogue, folders: PromptFolders) -> tuple[str, ...]:
    """Return the keys, sentences and fragments, that have no file yet."""
    return folders.missing(catalogue.language, catalogue.texts())


def render_prompts(
    catalogue: Catalogue,
    folders: PromptFolders,
    *,
    voice: Voice,
    on_progress: OnProgress = lambda done, total: None,
    jobs: int | None = None,
) -> Rendered:
    """Make every prompt of a catalogue; what is right already costs a hash.

    Args:
        catalogue: what is said.
        folders: where the files lie.
        voice: speaks what the studio has not recorded.
        on_progress: called in the calling thread.
        jobs: sentences at once; None: one a processor.

    Raises:
        PeerUnavailable: the voice failed.
        ValueError: a recording is no wav of 16 bit; the text names it.
        OSError: a folder cannot be read or written.
    """
    sentences = catalogue.texts()
    total = Rendered()
    with ThreadPoolExecutor(jobs or os.cpu_count()) as pool:
        work = [
            pool.submit(_make, key, sentence, catalogue.language, folders, voice)
            for key, sentence in sentences.items()
        ]
        try:
            for done, future in enumerate(work, 1):
                total += future.result()
                on_progress(done, len(work))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return total


def _make(
    key: str, sentence: Sentence, language: Language, folders: PromptFolders, voice: Voice
) -> Rendered:
    recording = folders.recording(language, key)
    if recording is not None:
        wav = recording.read_bytes()
        try:
            sound = wav if is_telephone_wav(wav) else converted(wav)
        except ValueError as error:
            raise ValueError(f"{recording}: {error}") from error
        return Rendered(recorded=1, written=_place(folders, language, key, sound))
    if sentence.is_pause:
        return Rendered(written=_place(folders, language, key, pause(sentence.pause_s)))
    cache = folders.cached(_digest(sentence, language, voice))
    if cache.is_file():
        return Rendered(cached=1, written=_place(folders, language, key, cache.read_bytes()))
    sound = spoken(voice.render(sentence, language), pause_s=sentence.pause_s)
    write_if_changed(cache, sound)
    return Rendered(rendered=1, written=_place(folders, language, key, sound))


def _place(folders: PromptFolders, language: Language, key: str, sound: bytes) -> int:
    return int(write_if_changed(folders.prompt(language, key), sound))


def _digest(sentence: Sentence, language: Language, voice: Voice) -> str:
    parts = (_FORM, voice.name, language, sentence.text, sentence.reading)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
