"""Configuration folders of instances."""

from pathlib import Path

import pytest

from callcenter_cti.lab.asterisk_root import AsteriskRoot
from callcenter_cti.lab.configuration import (
    CarrierPlan,
    PhoneLine,
    SitePlan,
    dialplans_folder,
    fill,
    write_carrier,
    write_site,
)
from callcenter_cti.lab.errors import LabError

PHONES = (PhoneLine("sydney", "6001", "secret-one"), PhoneLine("tokyo", "6002", "secret-two"))


@pytest.fixture
def root(tmp_path: Path) -> AsteriskRoot:
    modules = tmp_path / "modules"
    modules.mkdir()
    for name in ("chan_pjsip", "res_agi", "bridge_native_rtp"):
        (modules / f"{name}.so").touch()
    return AsteriskRoot(("asterisk",), modules, tmp_path / "share", tmp_path / "en", "Asterisk 22")


@pytest.fixture
def site(tmp_path: Path, root: AsteriskRoot) -> Path:
    folder = tmp_path / "sydney"
    plan = SitePlan(
        name="sydney",
        address="127.70.0.1",
        carrier_address="127.70.0.2",
        engine="127.0.0.1:4999",
        phones=PHONES[:1],
        engine_secret="engine-secret",
        lab_secret="lab-secret",
    )
    write_site(folder, root, plan)
    return folder / "etc"


def test_a_site_includes_the_shipped_files_unchanged(site: Path) -> None:
    """What the laboratory runs is what a user includes."""
    for shipped in dialplans_folder().glob("*.conf"):
        assert (site / "callcenter" / shipped.name).read_bytes() == shipped.read_bytes()
        assert any(
            f"#include callcenter/{shipped.name}" in file.read_text()
            for file in site.glob("*.conf")
        ), shipped.name


def test_a_site_asks_its_engine_and_rings_its_phones(site: Path) -> None:
    """Engine, phones and the members of the fallback queue come from the plan."""
    assert "CTI_ENGINE = 127.0.0.1:4999" in (site / "extensions.conf").read_text()
    assert "member => PJSIP/6001" in (site / "queues.conf").read_text()
    assert "password = secret-one" in (site / "pjsip.conf").read_text()
    assert "secret = engine-secret" in (site / "manager.conf").read_text()


def test_no_placeholder_is_left(site: Path) -> None:
    """Every name in the templates has a value."""
    for file in site.glob("*.conf"):
        assert not any(word.startswith("@") for word in file.read_text().split()), file.name


def test_only_modules_that_exist_are_loaded_and_never_native_rtp(site: Path) -> None:
    """A missing module is no error; bridge_native_rtp silences recordings and stays out."""
    loads = [
        line.split()[-1]
        for line in (site / "modules.conf").read_text().splitlines()
        if line.startswith("load")
    ]
    assert sorted(loads) == ["chan_pjsip.so", "res_agi.so"]


def test_the_carrier_registers_each_phone_at_its_site(tmp_path: Path, root: AsteriskRoot) -> None:
    """Phones of two sites register at the addresses of their sites."""
    sites = {"sydney": "127.70.0.1", "tokyo": "127.70.0.3"}
    plan = CarrierPlan("127.70.0.2", "127.70.0.9", sites, PHONES, lab_secret="lab-secret")

    write_carrier(tmp_path / "carrier", root, plan)

    text = (tmp_path / "carrier/etc/pjsip.conf").read_text()
    assert "client_uri = sip:6001@127.70.0.1:5060" in text
    assert "client_uri = sip:6002@127.70.0.3:5060" in text
    tones = (tmp_path / "carrier/etc/extensions.conf").read_text()
    assert "TONE_6001 = 1020" in tones


def test_a_name_without_a_value_is_refused() -> None:
    """A template that asks for something unknown is a fault, not an empty text."""
    with pytest.raises(LabError, match="@MISSING@"):
        fill("x = @MISSING@", {"OTHER": "1"})


def test_secrets_are_not_in_representations() -> None:
    """A plan in a traceback shows no password."""
    assert "secret-one" not in repr(PHONES)
