"""The schemas on a real PostgreSQL."""

import pytest

from tests.contracts.schema_contract import SchemaContract

pytestmark = pytest.mark.postgres


class TestSchemasOnPostgres(SchemaContract):
    """The contract, on PostgreSQL."""

    @pytest.fixture
    def url(self, postgres_url: str) -> str:
        return postgres_url
