"""`routing_rules.yaml` as the engine uses it: the router's policy, hotlines, sites.

Reads a file whole or not at all: with any finding there are no rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from callcenter_cti.config.findings import Finding, FindingsError, in_order
from callcenter_cti.config.rules_calendars import calendars_of
from callcenter_cti.config.rules_doubts import report_doubts
from callcenter_cti.config.rules_meaning import report_wrong_meaning
from callcenter_cti.config.rules_names import report_wrong_names
from callcenter_cti.config.rules_plans import is_inherited, with_whole_plans
from callcenter_cti.config.rules_policy import pattern_of, policy_of
from callcenter_cti.config.rules_schema import RulesFile
from callcenter_cti.config.schema_errors import report_schema_errors
from callcenter_cti.config.yaml_tree import Document, read_yaml
from callcenter_cti.domain.calendars import Calendar
from callcenter_cti.domain.call_patterns import CallPattern, QueueRule, choose_queue
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.customers import Language, Product
from callcenter_cti.domain.identifiers import CalendarId, HotlineId, QueueId, SiteId
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.routing.policy import Policy


class RulesError(FindingsError):
    """`routing_rules.yaml` has findings."""


@dataclass(frozen=True, slots=True)
class Site:
    """One Asterisk with its phones."""

    site: SiteId
    name: str
    time_zone: str
    """In the IANA database."""
    allow: tuple[CallPattern, ...]
    """Calls that may be served here; empty: all."""
    deny: tuple[CallPattern, ...]
    """Calls that are never served here."""


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number that callers dial."""

    number: HotlineId
    name: str
    product: Product
    greeting: str
    """Key of the prompt that welcomes the caller."""
    queue: QueueId
    """Where those who ask for a person wait."""
    languages: tuple[Language, ...]
    """At least one; the first is spoken until another is chosen."""
    menu: tuple[MenuItem, ...]
    """What callers can do by themselves, in the order of the menu."""
    identify_first: bool
    """False: card number and PIN are asked for when a choice needs them."""
    person_first: bool
    """True: no menu, straight to a person."""
    is_toll_free: bool
    """A label for reports."""


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules."""

    version: str
    policy: Policy
    hotlines: Mapping[HotlineId, Hotline]
    sites: Mapping[SiteId, Site]
    not_ready_reasons: Mapping[str, str]
    """Reasons with what the desktop shows, in the file's order."""
    calendars: Mapping[CalendarId, Calendar]
    queue_rules: tuple[QueueRule, ...]
    """Which queue a call waits in if it is not its hotline's; the first that matches wins."""
    warnings: tuple[Finding, ...]
    """What is not wrong, but hardly meant."""

    def queue_for(self, number: HotlineId, call: CallFacts) -> QueueId:
        """Return where a call on a hotline waits.

        Raises:
            KeyError: the rules do not have this hotline.
        """
        line = self.hotlines[number]
        return choose_queue(self.queue_rules, call, product=line.product, otherwise=line.queue)


def load_rules(path: Path) -> Rules:
    """Read the rules.

    Raises:
        RulesError: the file cannot be read, or anything in it is wrong; all findings at once.
    """
    try:
        document = read_yaml(path)
    except FindingsError as error:
        raise RulesError(error.findings) from error
    parsed = _parse(document)
    report_wrong_names(document)
    report_wrong_meaning(document)
    if document.findings or parsed is None:
        raise RulesError(document.findings)
    report_doubts(document, parsed)
    return _rules(parsed, document.findings)


def _parse(document: Document) -> RulesFile | None:
    tree = document.data if document.data is not None else {}
    try:
        return RulesFile.model_validate(with_whole_plans(tree))
    except ValidationError as error:
        report_schema_errors(document, RulesFile, error, leave_out=is_inherited(document))
        return None


def _rules(file: RulesFile, warnings: Iterable[Finding]) -> Rules:
    return Rules(
        file.version,
        policy_of(file),
        {HotlineId(number): _hotline(file, number) for number in file.hotlines},
        {SiteId(name): _site(file, name) for name in file.sites},
        dict(file.not_ready_reasons),
        calendars_of(file.calendars),
        tuple(QueueRule(pattern_of(rule.when), QueueId(rule.queue)) for rule in file.rules),
        in_order(warnings),
    )


def _hotline(file: RulesFile, number: str) -> Hotline:
    written = file.hotlines[number]
    return Hotline(
        HotlineId(number),
        written.name,
        written.product,
        written.greeting,
        QueueId(written.queue),
        tuple(written.languages),
        tuple(written.menu),
        identify_first=written.identify == "first",
        person_first=written.answer == "person_first",
        is_toll_free=written.toll == "free",
    )


def _site(file: RulesFile, name: str) -> Site:
    written = file.sites[name]
    return Site(
        SiteId(name),
        written.name,
        written.time_zone,
        tuple(map(pattern_of, written.allow)),
        tuple(map(pattern_of, written.deny)),
    )
