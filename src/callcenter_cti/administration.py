"""What is done beside the running engine: prompts, agents' passwords, databases.

Composes parts as `app.py` does, for commands that start, do one thing and end.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator

from callcenter_cti.app import SystemClock
from callcenter_cti.bank import tables as bank_tables
from callcenter_cti.config.database import open_engine, upgrade
from callcenter_cti.config.rules import load_rules
from callcenter_cti.config.settings_schema import Settings
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import ConfigError
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.flows.sentences import catalogues, flow_sources
from callcenter_cti.ivr.catalogue import Catalogue
from callcenter_cti.ivr.prompt_check import Finding, check_files, check_keys
from callcenter_cti.ivr.prompt_files import PromptFolders, alone
from callcenter_cti.ivr.prompt_names import named_prompts
from callcenter_cti.ivr.rendering import Rendered, render_prompts
from callcenter_cti.ivr.voices_natural import voice_for
from callcenter_cti.records import tables as records_tables
from callcenter_cti.records.database import open_records
from callcenter_cti.records.journal_replay import lines_of, replay
from callcenter_cti.records.stored_journal import SqlStoredJournal

Progress = Callable[[str], None]
"""Told what long work is doing, a line at a time."""
PROGRESS_EVERY = 50
"""Prompts between two lines of progress."""


def build_prompts(
    settings: Settings,
    *,
    progress: Progress,
    languages: Collection[Language] = tuple(Language),
) -> Rendered:
    """Render what is missing in these languages, each by the best voice that is installed.

    Raises:
        PeerUnavailable: the voice is not installed or failed.
        CatalogueError: a catalogue is wrong.
        ValueError: a studio recording is no usable sound; the text names it.
    """
    folders = _folders(settings)
    with alone(folders.prompts, lambda: progress("another build is at work; waiting for it")):
        parts = [_build(catalogue, folders, progress) for catalogue in _catalogues(languages)]
    return sum(parts, start=Rendered())


def _build(catalogue: Catalogue, folders: PromptFolders, progress: Progress) -> Rendered:
    voice = voice_for(catalogue.language)
    label = f"prompts {catalogue.language} ({voice.name})"

    def tell(done: int, count: int) -> None:
        if done == count or done % PROGRESS_EVERY == 0:
            progress(f"{label}: {done} of {count}")

    return render_prompts(catalogue, folders, voice=voice, on_progress=tell)


def check_prompts(
    settings: Settings, *, languages: Collection[Language] = tuple(Language)
) -> Iterator[Finding]:
    """Yield what is wrong with the keys that flows and rules name, and with the files.

    Raises:
        ConfigError: a catalogue or the rules are wrong.
        OSError: a file cannot be read.
    """
    chosen = _catalogues(languages)
    named = named_prompts(flow_sources(), chosen[0].lines)
    greetings = {hotline.greeting for hotline in load_rules(settings.rules).hotlines.values()}
    yield from check_keys(chosen[0], named, greetings)
    for catalogue in chosen:
        yield from check_files(catalogue, _folders(settings))


def list_prompts(*, languages: Collection[Language] = tuple(Language)) -> str:
    """Return every text that is recorded: its file and what it says, a line each."""
    rows = [row for catalogue in _catalogues(languages) for row in _rows(catalogue)]
    return "".join(f"{language}/{key}  {sentence}\n" for language, key, sentence, *_ in rows)


def prompts_as_csv(*, languages: Collection[Language] = tuple(Language)) -> str:
    """Return every text that a studio records as CSV, fragments of numbers included.

    A recording is named as its key. `within` is the sentence that a piece belongs to, gaps
    included; what fills them, and pauses, are no text of their own.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("language", "key", "sentence", "reading", "within"))
    for catalogue in _catalogues(languages):
        writer.writerows(_rows(catalogue))
    return text.getvalue()


def _catalogues(languages: Collection[Language]) -> list[Catalogue]:
    return [catalogue for catalogue in catalogues() if catalogue.language in languages]


def _folders(settings: Settings) -> PromptFolders:
    return PromptFolders(settings.prompts_dir, settings.studio_dir)


def _rows(catalogue: Catalogue) -> list[tuple[str, ...]]:
    within = {
        name: line.text
        for line in catalogue.lines.values()
        if line.gaps
        for name in line.sentences
    }
    return [
        (catalogue.language, key, sentence.text, sentence.reading, within.get(key, ""))
        for key, sentence in catalogue.texts().items()
        if not sentence.is_pause
    ]


async def set_agent_password(settings: Settings, agent: AgentId, password: str) -> None:
    """Set or replace an agent's password.

    Raises:
        ValueError: not 8 to 128 characters.
        PeerUnavailable: the database does not answer.
    """
    async with open_records(settings.database_url, clock=SystemClock()) as records:
        await records.credentials.set_password(agent, password)


async def replay_journal(settings: Settings, *, run: str, say: Progress) -> bool:
    """Live the router's journal again and say what came out; False if anything differs.

    Raises:
        ConfigError: the URL is wrong, or a part was written by another version.
        PeerUnavailable: the database does not answer.
    """
    engine = await open_engine(settings.database_url)
    journal = SqlStoredJournal(engine)
    agrees, entries = True, 0
    try:
        async for segment in replay(journal, run=run):
            agrees, entries = agrees and segment.agrees, entries + segment.entries
            for line in lines_of(segment):
                say(line)
    except (ValueError, LookupError) as error:
        raise JournalError(str(error)) from error
    finally:
        await journal.close()
        await engine.dispose()
    say(f"journal: {entries} inputs, {'all agree' if agrees else 'NOT ALL AGREE'}")
    return agrees


class JournalError(ConfigError):
    """A journal that this version cannot read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"journal: {self.reason}; was it written by another version?"


async def upgrade_databases(settings: Settings) -> None:
    """Bring both databases to this version's schema.

    Raises:
        ConfigError: a URL or a schema is wrong.
        PeerUnavailable: a database does not answer.
    """
    for url, tables in (
        (settings.bank_database_url, bank_tables),
        (settings.database_url, records_tables),
    ):
        await upgrade(
            url, script_location=tables.SCRIPT_LOCATION, version_table=tables.VERSION_TABLE
        )
