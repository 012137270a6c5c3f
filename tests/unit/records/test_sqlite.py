"""The records on the embedded database."""

from tests.contracts.records_contract import RecordsContract


class TestRecordsOnSqlite(RecordsContract):
    """The contract, on SQLite."""
