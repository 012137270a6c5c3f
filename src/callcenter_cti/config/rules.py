"""`routing_rules.yaml` as the engine uses it: the router's policy, hotlines, sites.

Reads a file whole or not at all: with any finding there are no rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from callcenter_cti.config.findings import FindingsError
from callcenter_cti.config.rules_names import report_wrong_names
from callcenter_cti.config.rules_schema import AgentRules, QueueRules, RulesFile
from callcenter_cti.config.schema_errors import report_schema_errors
from callcenter_cti.config.yaml_tree import Document, read_yaml
from callcenter_cti.domain.customers import Language, Product
from callcenter_cti.domain.identifiers import AgentId, HotlineId, QueueId, SiteId, SkillId
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.routing.policy import Match, Policy, QueuePolicy, RosterAgent, Step


class RulesError(FindingsError):
    """`routing_rules.yaml` has findings."""


@dataclass(frozen=True, slots=True)
class Site:
    """One Asterisk with its phones."""

    site: SiteId
    name: str
    time_zone: str
    """In the IANA database."""


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
    if document.findings or parsed is None:
        raise RulesError(document.findings)
    return _rules(parsed)


def _parse(document: Document) -> RulesFile | None:
    try:
        return RulesFile.model_validate(document.data if document.data is not None else {})
    except ValidationError as error:
        report_schema_errors(document, RulesFile, error)
        return None


def _rules(file: RulesFile) -> Rules:
    return Rules(
        file.version,
        _policy(file),
        {HotlineId(number): _hotline(file, number) for number in file.hotlines},
        {
            SiteId(name): Site(SiteId(name), site.name, site.time_zone)
            for name, site in file.sites.items()
        },
        dict(file.not_ready_reasons),
    )


def _policy(file: RulesFile) -> Policy:
    return Policy(
        version=file.version,
        queues={QueueId(name): _queue(name, queue) for name, queue in file.queues.items()},
        agents={AgentId(name): _agent(name, agent) for name, agent in file.agents.items()},
        not_ready_reasons=frozenset(file.not_ready_reasons),
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


def _queue(name: str, written: QueueRules) -> QueuePolicy:
    return QueuePolicy(
        queue=QueueId(name),
        steps=(Step(Match(_skills(written.skills))),),
        ring_s=written.ring_s,
        wrap_up_s=written.wrap_up_s,
        rona_return_after_s=written.rona.return_after_s,
        service_level_s=written.service_level_s,
        short_abandon_s=written.short_abandon_s,
        handling_s=written.handling_s,
        patience_s=written.patience_s,
        longest_wait_s=written.longest_wait_s,
        preferred_wait_s=written.preferred_wait_s,
    )


def _agent(name: str, written: AgentRules) -> RosterAgent:
    return RosterAgent(
        AgentId(name),
        written.name,
        SiteId(written.site),
        f"PJSIP/{written.phone}",
        _skills(written.skills),
    )


def _skills(levels: Mapping[str, int]) -> dict[SkillId, int]:
    return {SkillId(skill): level for skill, level in levels.items()}
