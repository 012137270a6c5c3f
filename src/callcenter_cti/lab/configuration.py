"""The configuration folder of one Asterisk instance, written from templates and ``dialplans/``.

Decides what stands in which file. Starts nothing and chooses no address: the plans say all.
"""

import math
import re
import shutil
import struct
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from callcenter_cti.lab.asterisk_root import AsteriskRoot
from callcenter_cti.lab.errors import LabError

TEMPLATES = Path(__file__).parent / "templates"
CARRIER = "carrier"
MUSIC_HZ = 550
"""Pitch of the hold music: away from ringback (440 and 480 Hz), keys and voices."""
_FOLDERS = (
    "etc/callcenter var/keys spool/outgoing spool/monitor spool/tmp run log cache "
    "data/sounds data/moh data/agi-bin"
)


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """An agent's phone: where it registers and as whom."""

    site: str
    extension: str
    password: str = field(repr=False)

    @property
    def voice_hz(self) -> int:
        """The pitch in which this phone speaks: 1020 Hz for 6001, 1040 Hz for 6002 and so on."""
        return 1000 + 20 * (int(self.extension) % 100)


@dataclass(frozen=True, slots=True)
class SitePlan:
    """All that one site's configuration depends on."""

    name: str
    address: str
    carrier_address: str
    engine: str
    """Host and port of the engine's FastAGI server."""
    phones: tuple[PhoneLine, ...]
    engine_secret: str = field(repr=False)
    lab_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CarrierPlan:
    """All that the carrier's configuration depends on."""

    address: str
    phone_address: str
    sites: Mapping[str, str]
    """Address of each site."""
    phones: tuple[PhoneLine, ...]
    lab_secret: str = field(repr=False)
    name: str = CARRIER


def write_site(folder: Path, root: AsteriskRoot, plan: SitePlan) -> None:
    """Write the folder of a site's instance; an existing one is overwritten."""
    values = _common_values(folder, root, plan) | {
        "ENGINE": plan.engine,
        "CARRIER": plan.carrier_address,
        "ENGINE_SECRET": plan.engine_secret,
        "MEMBERS": "\n".join(f"member => PJSIP/{phone.extension}" for phone in plan.phones),
    }
    block = (TEMPLATES / "site/phone.block").read_text()
    values["PHONES"] = _blocks(block, [values | _phone_values(p) for p in plan.phones])
    _write_folder(folder, root, "site", values)


def write_carrier(folder: Path, root: AsteriskRoot, plan: CarrierPlan) -> None:
    """Write the folder of the carrier's instance; an existing one is overwritten."""
    values = _common_values(folder, root, plan) | {
        "PHONE_ADDRESS": plan.phone_address,
        "ENGINE_SECRET": plan.lab_secret,
        "TONES": "\n".join(_phone_globals(phone) for phone in plan.phones),
    }
    trunk = (TEMPLATES / "carrier/trunk.block").read_text()
    sites = [values | {"SITE": n, "SITE_ADDRESS": a} for n, a in plan.sites.items()]
    values["TRUNKS"] = _blocks(trunk, sites)
    registration = (TEMPLATES / "carrier/registration.block").read_text()
    lines = [_phone_values(p) | {"SITE_ADDRESS": plan.sites[p.site]} for p in plan.phones]
    values["REGISTRATIONS"] = _blocks(registration, lines)
    _write_folder(folder, root, "carrier", values)


def dialplans_folder() -> Path:
    """Return the folder of the files that an Asterisk includes as they are.

    Raises:
        LabError: they were not installed along.
    """
    here = Path(__file__).parent
    for folder in (here / "dialplans", here.parents[2] / "dialplans"):
        if (folder / "extensions_callcenter.conf").is_file():
            return folder
    raise LabError("The folder dialplans/ was not found beside the package.")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replace each ``@NAME@``; ``@@`` before a name stands for one ``@`` and the name's value.

    Raises:
        LabError: a name has no value.
    """

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            raise LabError(f"template needs a value for @{name}@")
        return values[name]

    return re.sub(r"@([A-Z][A-Z_]*)@", value, template)


def _common_values(
    folder: Path, root: AsteriskRoot, plan: SitePlan | CarrierPlan
) -> dict[str, str]:
    return {
        "RUN": str(folder),
        "MODULES": str(root.modules),
        "LOADS": "\n".join(f"load = {name}.so" for name in _modules(root)),
        "NAME": plan.name,
        "ADDRESS": plan.address,
        "LAB_SECRET": plan.lab_secret,
    }


def _phone_values(phone: PhoneLine) -> dict[str, str]:
    return {"EXTENSION": phone.extension, "PASSWORD": phone.password}


def _phone_globals(phone: PhoneLine) -> str:
    extension = phone.extension
    return f"TONE_{extension} = {phone.voice_hz}\nMODE_{extension} = answer\nRING_{extension} = 1"


def _blocks(template: str, values: list[dict[str, str]]) -> str:
    return "\n".join(fill(template, one) for one in values)


def _names(listing: str) -> list[str]:
    lines = (TEMPLATES / listing).read_text().splitlines()
    return [name for line in lines if not line.startswith("#") for name in line.split()]


def _modules(root: AsteriskRoot) -> list[str]:
    return [name for name in _names("modules.list") if (root.modules / f"{name}.so").exists()]


def _write_folder(folder: Path, root: AsteriskRoot, kind: str, values: dict[str, str]) -> None:
    for name in _FOLDERS.split():
        (folder / name).mkdir(parents=True, exist_ok=True)
    _link_data(folder / "data", root)
    write_tone(folder / "data/moh/hold.wav", hz=MUSIC_HZ, seconds=3.0)
    for name in _names("empty.list"):
        (folder / f"etc/{name}.conf").write_text("; nothing to set\n")
    for template in (*TEMPLATES.glob("both/*.conf"), *TEMPLATES.glob(f"{kind}/*.conf")):
        (folder / "etc" / template.name).write_text(fill(template.read_text(), values))
    for file in dialplans_folder().glob("*.conf"):
        shutil.copyfile(file, folder / "etc/callcenter" / file.name)


def _link_data(data: Path, root: AsteriskRoot) -> None:
    links = {"sounds/en": root.sounds, "documentation": root.share / "documentation"}
    for name, target in links.items():
        if not (data / name).is_symlink():
            (data / name).symlink_to(target)


def write_tone(path: Path, *, hz: float, seconds: float, loudness: int = 8000) -> None:
    """Write a sine as the kind of wav that Asterisk plays: 8 kHz, mono, 16 bit."""
    step = 2 * math.pi * hz / 8000
    samples = (int(loudness * math.sin(step * n)) for n in range(int(8000 * seconds)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
