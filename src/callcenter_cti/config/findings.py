"""What is wrong with a file that somebody wrote: one line each, all at once, with the place."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from callcenter_cti.domain.errors import ConfigError


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file, counted from 1 as editors do."""

    line: int = 1
    column: int = 1


class Severity(StrEnum):
    """Whether a file with a finding is used."""

    ERROR = "error"
    """It is not."""
    WARNING = "warning"
    """It is: nothing is wrong, but it is hardly meant."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or doubtful."""

    file: str
    """The file, or the variable of the environment."""
    mark: Mark | None
    """None in the environment."""
    what: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f":{self.mark.line}:{self.mark.column}" if self.mark is not None else ""
        return f"{self.file}{place}: {self.severity}: {self.what}"


class FindingsError(ConfigError):
    """A file has findings; the text has a line for each, by place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = in_order(findings)
        """At least one."""
        super().__init__(self.findings)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by place."""
    return tuple(sorted(findings, key=_by_place))


def _by_place(finding: Finding) -> tuple[str, Mark, str]:
    return (finding.file, finding.mark or Mark(), finding.what)


def suggestion(wrong: str, right: Iterable[str]) -> str:
    """Return ``, did you mean `x`?`` with the nearest right name, or nothing if none is near."""
    near = difflib.get_close_matches(wrong, sorted(right), n=1, cutoff=0.6)
    return f", did you mean `{near[0]}`?" if near else ""
