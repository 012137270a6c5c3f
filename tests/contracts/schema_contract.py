"""Migrations build what the models say; subclasses provide the URL of an empty database."""

import asyncio
from dataclasses import dataclass

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Integer, MetaData, inspect, text

from callcenter_cti.bank import tables as bank
from callcenter_cti.config.database import SchemaError, open_engine, upgrade
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.records import tables as records


@dataclass(frozen=True)
class Schema:
    """One package's tables and how they are migrated."""

    metadata: MetaData
    script_location: str
    version_table: str

    async def upgrade(self, url: str) -> None:
        """Migrate to the newest revision."""
        await upgrade(url, script_location=self.script_location, version_table=self.version_table)

    async def differences(self, url: str, metadata: MetaData) -> list[object]:
        """Return what autogenerate would change, in the tables of `metadata` alone."""

        def compare(connection: Connection) -> list[object]:
            mine = set(metadata.tables)
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "compare_server_default": True,
                    "include_name": lambda name, kind, _: kind != "table" or name in mine,
                },
            )
            return list(compare_metadata(context, metadata))

        engine = await open_engine(url)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(compare)
        finally:
            await engine.dispose()


BANK = Schema(bank.metadata, bank.SCRIPT_LOCATION, bank.VERSION_TABLE)
RECORDS = Schema(records.metadata, records.SCRIPT_LOCATION, records.VERSION_TABLE)


async def _run(url: str, statement: str) -> None:
    engine = await open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.mark.parametrize("schema", [BANK, RECORDS], ids=["bank", "records"])
class SchemaContract:
    """Provide a fixture `url`."""

    async def test_migrated_schema_is_what_the_models_say(self, schema: Schema, url: str):
        """Autogenerate finds nothing to change."""
        await schema.upgrade(url)

        assert await schema.differences(url, schema.metadata) == []

    async def test_difference_would_be_found(self, schema: Schema, url: str):
        """The comparison above notices a column that no revision adds."""
        await schema.upgrade(url)
        planned = MetaData(naming_convention=schema.metadata.naming_convention)
        for table in schema.metadata.tables.values():
            table.to_metadata(planned)
        next(iter(planned.tables.values())).append_column(Column("planted", Integer))

        assert await schema.differences(url, planned) != []

    async def test_second_upgrade_changes_nothing(self, schema: Schema, url: str):
        """Every start may upgrade."""
        await schema.upgrade(url)
        await schema.upgrade(url)

        assert await schema.differences(url, schema.metadata) == []

    async def test_upgrades_at_once_take_turns(self, schema: Schema, url: str):
        """Three engines that start together all find the schema there."""
        await asyncio.gather(*(schema.upgrade(url) for _ in range(3)))

        assert await schema.differences(url, schema.metadata) == []

    async def test_revision_of_a_newer_program_is_refused(self, schema: Schema, url: str):
        """An old program leaves a newer one's database alone, and says why."""
        await schema.upgrade(url)
        await _run(url, f"UPDATE {schema.version_table} SET version_num = '9999'")  # noqa: S608

        with pytest.raises(SchemaError, match=f"{schema.version_table} is not ours.*9999"):
            await schema.upgrade(url)

    async def test_upgrade_that_fails_leaves_nothing(self, schema: Schema, url: str):
        """A revision is applied whole or not at all."""
        last = list(schema.metadata.tables)[-1]
        await _run(url, f"CREATE TABLE {last} (in_the_way INTEGER)")

        with pytest.raises(PeerUnavailable, match="database is unavailable"):
            await schema.upgrade(url)

        engine = await open_engine(url)
        async with engine.connect() as connection:
            tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        await engine.dispose()
        assert tables == [last]

    async def test_both_schemas_live_in_one_database(self, schema: Schema, url: str):
        """Each keeps its own revision and leaves the other's tables alone."""
        await BANK.upgrade(url)
        await RECORDS.upgrade(url)
        await BANK.upgrade(url)

        assert await schema.differences(url, schema.metadata) == []
