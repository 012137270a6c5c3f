"""What is done beside the running engine: prompts, agents' passwords, databases.

Composes parts as `app.py` does, for commands that start, do one thing and end.
"""

import csv
import io
from collections.abc import Callable

from callcenter_cti.app import SystemClock
from callcenter_cti.bank import tables as bank_tables
from callcenter_cti.config.database import upgrade
from callcenter_cti.config.settings_schema import Settings
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.flows.sentences import catalogues
from callcenter_cti.ivr.catalogue import Catalogue
from callcenter_cti.ivr.prompt_files import PromptFolders
from callcenter_cti.ivr.rendering import Rendered, render_prompts
from callcenter_cti.ivr.voices import EspeakVoice
from callcenter_cti.records import tables as records_tables
from callcenter_cti.records.database import open_records

PROGRESS_EVERY = 50
"""Prompts between two lines of progress."""


def build_prompts(settings: Settings, *, progress: Callable[[str], None]) -> Rendered:
    """Render what is missing, in every language.

    Raises:
        PeerUnavailable: the voice is not installed or failed.
        CatalogueError: a catalogue is wrong.
        ValueError: a studio recording is no usable sound; the text names it.
    """
    folders = PromptFolders(settings.prompts_dir, settings.studio_dir)
    total = Rendered()
    for catalogue in catalogues():

        def tell(done: int, count: int, language: str = catalogue.language) -> None:
            if done == count or done % PROGRESS_EVERY == 0:
                progress(f"prompts {language}: {done} of {count}")

        total += render_prompts(catalogue, folders, voice=EspeakVoice(), on_progress=tell)
    return total


def list_prompts() -> str:
    """Return key, language and sentence of every prompt as CSV, fragments of numbers included."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("language", "key", "sentence"))
    for catalogue in catalogues():
        writer.writerows(_rows(catalogue))
    return text.getvalue()


def _rows(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    return [(catalogue.language, key, sentence) for key, sentence in catalogue.texts().items()]


async def set_agent_password(settings: Settings, agent: AgentId, password: str) -> None:
    """Set or replace an agent's password.

    Raises:
        ValueError: not 8 to 128 characters.
        PeerUnavailable: the database does not answer.
    """
    async with open_records(settings.database_url, clock=SystemClock()) as records:
        await records.credentials.set_password(agent, password)


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
