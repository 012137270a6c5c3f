"""Checks across `routing_rules.yaml`: names that nothing defines, phones that two agents share.

Works on the raw tree and passes over what the schema refuses anyway, so that both kinds of
findings appear at once.
"""

from collections.abc import Iterator
from zoneinfo import available_timezones

from callcenter_cti.config.findings import suggestion
from callcenter_cti.config.yaml_tree import Document, Tree
from callcenter_cti.routing.policy import FAULT, LOGGED_IN, RONA


def report_wrong_names(document: Document) -> None:
    """Add a finding for each name that does not fit the rest of the file."""
    skills = _keys(document, "skills")
    sites = _keys(document, "sites")
    queues = _keys(document, "queues")
    for group in ("queues", "agents"):
        _check_skills(document, group, skills)
    _check_references(document, "agents", "site", sites)
    _check_references(document, "hotlines", "queue", queues)
    _check_time_zones(document)
    _check_phones(document)
    _check_reasons(document)
    _check_staffing(document)


def _keys(document: Document, section: str) -> frozenset[str]:
    return frozenset(_mapping(_mapping(document.data).get(section)))


def _entries(document: Document, section: str) -> Iterator[tuple[str, dict[str, Tree]]]:
    for name, entry in _mapping(_mapping(document.data).get(section)).items():
        yield name, _mapping(entry)


def _mapping(tree: Tree) -> dict[str, Tree]:
    return tree if isinstance(tree, dict) else {}


def _check_skills(document: Document, section: str, skills: frozenset[str]) -> None:
    for name, entry in _entries(document, section):
        for skill in _mapping(entry.get("skills")):
            if skill not in skills:
                document.report(
                    f"nothing defines the skill `{skill}`{suggestion(skill, skills)}",
                    document.key_mark((section, name, "skills", skill)),
                )


def _check_references(
    document: Document, section: str, field: str, defined: frozenset[str]
) -> None:
    for name, entry in _entries(document, section):
        wanted = entry.get(field)
        if isinstance(wanted, str) and wanted not in defined:
            document.report(
                f"nothing defines the {field} `{wanted}`{suggestion(wanted, defined)}",
                document.value_mark((section, name, field)),
            )


def _check_time_zones(document: Document) -> None:
    known = available_timezones()  # empty on a machine without the database: then nothing is said
    for name, entry in _entries(document, "sites"):
        zone = entry.get("time_zone")
        if known and isinstance(zone, str) and zone not in known:
            document.report(
                f"there is no time zone `{zone}`{suggestion(zone, known)}",
                document.value_mark(("sites", name, "time_zone")),
            )


def _check_phones(document: Document) -> None:
    owners: dict[tuple[str, str], str] = {}
    for name, entry in _entries(document, "agents"):
        phone = (str(entry.get("site")), str(entry.get("phone")))
        if "phone" in entry and owners.setdefault(phone, name) != name:
            document.report(
                f"the phone `{phone[1]}` is that of `{owners[phone]}` already",
                document.value_mark(("agents", name, "phone")),
            )


def _check_reasons(document: Document) -> None:
    for reason in _keys(document, "not_ready_reasons") & {LOGGED_IN, RONA, FAULT}:
        document.report(
            f"the reason `{reason}` is the router's own; call yours otherwise",
            document.key_mark(("not_ready_reasons", reason)),
        )


def _check_staffing(document: Document) -> None:
    roster = [_levels(entry) for _, entry in _entries(document, "agents")]
    for name, entry in _entries(document, "queues"):
        needs = _levels(entry)
        if needs and not any(_covers(levels, needs) for levels in roster):
            document.report(
                f"nobody in the roster can serve the queue `{name}`: no agent has all of "
                + ", ".join(f"{skill} {floor}" for skill, floor in needs.items()),
                document.key_mark(("queues", name)),
            )


def _levels(entry: dict[str, Tree]) -> dict[str, int]:
    skills = _mapping(entry.get("skills"))
    return {skill: level for skill, level in skills.items() if isinstance(level, int)}


def _covers(levels: dict[str, int], needs: dict[str, int]) -> bool:
    return all(levels.get(skill, 0) >= floor for skill, floor in needs.items())
