"""Opening all records at once."""

from pathlib import Path

from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.records.database import open_records
from tests.contracts.records_contract import CUSTOMER, ended
from tests.fakes.seeded_bank import CHEAP
from tests.fakes.wall_clock import StandingClock


async def test_records_outlive_a_restart(tmp_path: Path):
    """From nothing to a finished call and a password, read again by the next run."""
    url = f"sqlite:///{tmp_path / 'var' / 'records.db'}"
    async with open_records(url, clock=StandingClock(), hasher=CHEAP) as records:
        assert await records.ready() is True
        records.interactions.on_fact(ended("a"))
        await records.credentials.set_password(AgentId("wei"), "correct horse")

    async with open_records(url, clock=StandingClock(), hasher=CHEAP) as records:
        contacts = await records.interactions.last_contacts(CUSTOMER.customer_id, 5)
        opened = await records.credentials.check(AgentId("wei"), "correct horse")

    assert [contact.call_id for contact in contacts] == ["a"]
    assert opened is True


async def test_no_password_is_in_the_file(tmp_path: Path):
    """A thief of the file finds hashes."""
    file = tmp_path / "records.db"
    url = f"sqlite:///{file}"
    async with open_records(url, clock=StandingClock(), hasher=CHEAP) as records:
        await records.credentials.set_password(AgentId("wei"), "correct horse")

    stored = file.read_bytes()
    assert b"$argon2id$" in stored
    assert b"correct horse" not in stored


async def test_database_that_lost_its_tables_is_not_ready(tmp_path: Path):
    """`/readyz` shows it, instead of the first call."""
    url = f"sqlite:///{tmp_path / 'records.db'}"
    async with open_records(url, clock=StandingClock()) as records:
        other = await open_engine(url)
        async with other.begin() as connection:
            await connection.exec_driver_sql("DROP TABLE interactions")
        await other.dispose()

        assert await records.ready() is False
