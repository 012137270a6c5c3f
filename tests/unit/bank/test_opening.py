"""Which card system the settings open, and the demo bank as a process of its own."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from callcenter_cti.bank.card_services import Refused
from callcenter_cti.bank.circuit_breaker import BreakerState
from callcenter_cti.bank.demo_process import DemoBankOptions, demo_bank
from callcenter_cti.bank.http import HttpCardServices
from callcenter_cti.bank.opening import open_card_services
from callcenter_cti.bank.pin_keys import PinKeyError
from callcenter_cti.bank.sql import SqlCardServices
from callcenter_cti.config.settings_schema import Settings
from callcenter_cti.domain.errors import ConfigError
from tests.contracts.card_services_contract import CALLER, FIRST
from tests.fakes.clock import FakeClock
from tests.fakes.seeded_bank import KEY_BYTES


def _settings(folder: Path, **more: Any) -> Settings:
    return Settings(
        bank_database_url=f"sqlite:///{folder / 'bank.db'}",
        bank_key_file=folder / "bank.key",
        bank_pin_key_file=folder / "bank-pin.keys",
        **more,
    )


@pytest.fixture
def seeded(bank_file: Path) -> None:
    """Put customers where `_settings` looks: the slow hashes of all PINs cost seconds."""
    (bank_file.parent / "bank.key").write_bytes(KEY_BYTES)


async def test_demo_bank_inside_is_the_default(tmp_path: Path):
    """Its sealer and its bank share their keys, over restarts as well."""
    async with open_card_services(_settings(tmp_path), FakeClock()) as system:
        assert isinstance(system.host, SqlCardServices)
        assert system.link is None
        before = system.sealer.seal(FIRST.card_pin, FIRST.card_number)

    async with open_card_services(_settings(tmp_path), FakeClock()) as system:
        assert await system.host.ready()
        # An empty bank knows nobody, but it can open the block.
        verdict = await system.host.verify(FIRST.card_number, before, CALLER)
        assert verdict == Refused()


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://bank.example:8090", True),
        ("http://10.0.0.9", True),
        ("http://127.0.0.1:8090/bank", False),
        ("http://[::1]:8090", False),
        ("http://localhost", False),
        ("https://bank.example", False),
    ],
)
async def test_card_numbers_in_clear_on_a_network_are_warned_of(
    tmp_path: Path, url: str, warned: bool
):
    """The engine says so once, and goes on: the network may be one that is trusted."""
    settings = _settings(tmp_path, bank_url=url, bank_token="not secret")

    with capture_logs() as lines:
        async with open_card_services(settings, FakeClock()):
            pass

    assert [line["event"] for line in lines] == ["bank.unencrypted"] * warned


async def test_url_opens_a_bank_over_http_that_is_served_beside(tmp_path: Path, seeded: None):
    """The engine with `bank_url` and `callcenter-cti demo-bank` find each other."""
    options = DemoBankOptions("127.0.0.1", 0, tmp_path / "bank.token", show_messages=False)
    async with demo_bank(_settings(tmp_path), options, FakeClock()) as (bank, url):
        settings = await asyncio.to_thread(
            _settings, tmp_path, bank_url=f"{url}/", bank_token_file=options.token_file
        )
        async with open_card_services(settings, FakeClock()) as system:
            assert isinstance(system.host, HttpCardServices)
            assert await system.host.ready()
            block = system.sealer.seal(FIRST.card_pin, FIRST.card_number)
            verdict = await system.host.verify(FIRST.card_number, block, CALLER)

            sent = await system.host.send_code(verdict.customer)  # type: ignore[union-attr]
        [message] = await bank.messages()

    assert message.phone == FIRST.phone
    assert sent.phone_last2 == FIRST.phone[-2:]
    assert message.text not in repr(message)
    assert options.token_file.stat().st_mode & 0o777 == 0o600


async def test_demo_bank_that_is_not_there_stops_no_engine(tmp_path: Path):
    """It starts, and says that the bank is not ready."""
    settings = _settings(tmp_path, bank_url="http://127.0.0.1:1", bank_token="t")

    async with open_card_services(settings, FakeClock()) as system:
        assert await system.host.ready() is False
        assert system.link is not None
        assert system.link.breaker is BreakerState.CLOSED


def test_url_needs_a_token(tmp_path: Path):
    """It is noticed at the start."""
    with pytest.raises(ValidationError, match="bank_token_file"):
        _settings(tmp_path, bank_url="http://bank.example")


@pytest.mark.parametrize("url", ["bank.example", "ftp://bank", "http://", "http://b?x=1"])
def test_url_that_is_none_is_refused(tmp_path: Path, url: str):
    """With the name of the setting."""
    with pytest.raises(ValidationError, match="bank_url"):
        _settings(tmp_path, bank_url=url, bank_token="t")


async def test_unusable_keys_are_named_at_the_start(tmp_path: Path):
    """Before a caller meets them."""
    (tmp_path / "bank-pin.keys").write_text("nonsense")

    with pytest.raises(PinKeyError, match="line 1"):
        async with open_card_services(_settings(tmp_path), FakeClock()):
            pass


async def test_empty_token_file_is_refused(tmp_path: Path):
    """An empty token would let everybody in."""
    (tmp_path / "bank.token").write_text("\n")
    options = DemoBankOptions("127.0.0.1", 0, tmp_path / "bank.token", show_messages=False)

    with pytest.raises(ConfigError, match="no token"):
        async with demo_bank(_settings(tmp_path), options, FakeClock()):
            pass


async def test_code_stays_in_the_outbox_until_it_is_over(tmp_path: Path, seeded: None):
    """Checked, or sent anew: then the file holds it no more than a hash."""
    async with open_card_services(_settings(tmp_path, demo_seed=True), FakeClock()) as system:
        bank = system.host
        assert isinstance(bank, SqlCardServices)
        block = system.sealer.seal(FIRST.card_pin, FIRST.card_number)
        verdict = await bank.verify(FIRST.card_number, block, CALLER)
        for _ in range(2):
            await bank.send_code(verdict.customer)  # type: ignore[union-attr]
        first, second = await bank.messages()

        assert first.text == ""
        assert second.text.startswith("Your code is ")
        assert await bank.messages(first.number) == (second,)
    with closing(sqlite3.connect(tmp_path / "bank.db")) as connection:
        stored = connection.execute("SELECT code_hmac FROM bank_codes").fetchall()
    assert all(len(code) == 64 for (code,) in stored)
