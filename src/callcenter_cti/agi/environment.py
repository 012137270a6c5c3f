"""The ``agi_*`` lines that open an AGI session: their form, not what a flow makes of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from callcenter_cti.agi.errors import RemoteProtocolError

_PRESENTATION: Final = re.compile(r"\d{1,5}", re.ASCII)
_PREFIX: Final = "agi_"
_NO_NUMBER: Final = frozenset({"unknown", "anonymous"})
"""What stands for a number where there is none: res_agi.c's setup_env; RFC 3323's user part."""
_PRESENTATION_BITS: Final = 0x60
"""ITU-T Q.931 octet 3a: 0x20 restricted, 0x40 not available; 0 allowed."""


@dataclass(frozen=True, slots=True)
class Environment:
    """All ``agi_*`` values of one session, without the prefix."""

    values: Mapping[str, str]

    @property
    def path(self) -> str:
        """Path of the AGI URL without slashes at its ends; empty when there is none."""
        return self.values.get("network_script", "").strip("/")

    @property
    def arguments(self) -> tuple[str, ...]:
        """``agi_arg_1`` and on, up to the first that is missing."""
        found: list[str] = []
        while (argument := self.values.get(f"arg_{len(found) + 1}")) is not None:
            found.append(argument)
        return tuple(found)

    @property
    def ani(self) -> str:
        """The caller's number; empty when unknown or when the caller withholds it."""
        number = self.values.get("callerid", "")
        return "" if number.lower() in _NO_NUMBER or self._withheld else number

    @property
    def _withheld(self) -> bool:
        presentation = self.values.get("callingpres", "")
        known = _PRESENTATION.fullmatch(presentation)
        return known is not None and bool(int(presentation) & _PRESENTATION_BITS)


def parse_environment(lines: list[str]) -> Environment:
    """Read the header lines; a repeated name keeps its first value.

    Raises:
        RemoteProtocolError: a line is not ``agi_name: value``.
    """
    values: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.startswith(_PREFIX):
            raise RemoteProtocolError("a header line is not `agi_name: value`")
        values.setdefault(name.removeprefix(_PREFIX), value.removeprefix(" "))
    return Environment(MappingProxyType(values))
