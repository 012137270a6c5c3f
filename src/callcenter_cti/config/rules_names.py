"""Checks across `routing_rules.yaml`: names that nothing defines, phones that two agents share.

Works on the raw tree and passes over what the schema refuses anyway, so that both kinds of
findings appear at once.
"""

from collections.abc import Iterator
from typing import Final
from zoneinfo import available_timezones

from callcenter_cti.config.findings import suggestion
from callcenter_cti.config.yaml_tree import Document, Path_, Tree
from callcenter_cti.routing.policy import FAULT, HOME, LOGGED_IN, RONA, SITE_UNKNOWN

_CONDITIONS: Final = ("queues.*.steps.*.when", "plans.*.when", "plans.*.until")
_PATTERNS: Final = ("rules.*.when", "sites.*.allow.*", "sites.*.deny.*")
_REFERENCES: Final[tuple[tuple[str, str], ...]] = (
    ("skill", "queues.*.skills.@"),
    ("skill", "queues.*.steps.*.match.skills.@"),
    ("skill", "queues.*.steps.*.match.any_of.*.@"),
    ("skill", "queues.*.ideal.@"),
    ("skill", "agents.*.skills.@"),
    ("site", "agents.*.site"),
    ("site", "queues.*.overflow.*.from.*"),
    ("site", "queues.*.overflow.*.to"),
    ("site", "plans.*.line.site"),
    ("queue", "hotlines.*.queue"),
    ("queue", "rules.*.queue"),
    ("queue", "agents.*.handling_s.@"),
    ("queue", "plans.*.queues.@"),
    ("queue", "plans.*.line.queue"),
    ("calendar", "queues.*.calendar"),
    ("calendar", "sites.*.calendar"),
    *(
        ("site", f"{condition}.{key}.*")
        for condition in _CONDITIONS
        for key in ("site_up", "site_down")
    ),
    *(
        ("calendar", f"{condition}.{key}.*")
        for condition in _CONDITIONS
        for key in ("open", "closed")
    ),
    *(("site", f"{pattern}.sites.*") for pattern in _PATTERNS),
    *(("hotline", f"{pattern}.hotlines.*") for pattern in _PATTERNS),
)
"""Where a name stands that must be defined: `*` is any key or place of a list, a last `@` the keys
themselves. What is said of `queues` holds for the queues of plans as well."""
_ZONES: Final = ("sites.*.time_zone", "calendars.*.time_zone")


def report_wrong_names(document: Document) -> None:
    """Add a finding for each name that does not fit the rest of the file."""
    for kind, where in _REFERENCES:
        _check(document, kind, where)
        if where.startswith("queues."):
            _check(document, kind, f"plans.*.{where}")
    for where in ("queues.*.steps.*.sites.*", "plans.*.queues.*.steps.*.sites.*"):
        _check(document, "site", where, HOME)
    for where in _ZONES:
        _check_time_zones(document, where)
    _check_own_names(document)
    _check_phones(document)


def named(tree: Tree, where: str) -> Iterator[tuple[Path_, Tree]]:
    """Yield the path and value of everything in a place, such as ``agents.*.skills.@``."""
    return _walk(tree, tuple(where.split(".")), ())


def _walk(tree: Tree, where: tuple[str, ...], path: Path_) -> Iterator[tuple[Path_, Tree]]:
    if not where:
        yield path, tree
        return
    first, rest = where[0], where[1:]
    if first == "*" and not isinstance(tree, dict):
        for place, item in enumerate(tree if isinstance(tree, list) else [tree]):
            yield from _walk(item, rest, (*path, place))
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if first == "@":
                yield (*path, key), key
            elif first in ("*", key):
                yield from _walk(value, rest, (*path, key))


def _check(document: Document, kind: str, where: str, *more: str) -> None:
    defined = frozenset(mapping(mapping(document.data).get(f"{kind}s"))) | set(more)
    for path, name in named(document.data, where):
        if isinstance(name, str | int) and str(name) not in defined:
            mark = document.key_mark(path) if where.endswith("@") else document.value_mark(path)
            near = suggestion(str(name), defined)
            document.report(f"nothing defines the {kind} `{name}`{near}", mark)


def mapping(tree: Tree) -> dict[str, Tree]:
    """Return a mapping, empty if it is none."""
    return tree if isinstance(tree, dict) else {}


def _check_time_zones(document: Document, where: str) -> None:
    known = available_timezones()  # empty on a machine without the database: then nothing is said
    for path, zone in named(document.data, where):
        if known and isinstance(zone, str) and zone not in known:
            document.report(
                f"there is no time zone `{zone}`{suggestion(zone, known)}",
                document.value_mark(path),
            )


def _check_phones(document: Document) -> None:
    owners: dict[tuple[str, str], str] = {}
    for name, tree in mapping(mapping(document.data).get("agents")).items():
        entry = mapping(tree)
        phone = (str(entry.get("site")), str(entry.get("phone")))
        if "phone" in entry and owners.setdefault(phone, name) != name:
            document.report(
                f"the phone `{phone[1]}` is that of `{owners[phone]}` already",
                document.value_mark(("agents", name, "phone")),
            )


def _check_own_names(document: Document) -> None:
    data = mapping(document.data)
    for reason in mapping(data.get("not_ready_reasons")).keys() & {
        LOGGED_IN,
        RONA,
        FAULT,
        SITE_UNKNOWN,
    }:
        document.report(
            f"the reason `{reason}` is the router's own; call yours otherwise",
            document.key_mark(("not_ready_reasons", reason)),
        )
    if HOME in mapping(data.get("sites")):
        document.report(
            f"the name `{HOME}` means the caller's own site; call yours otherwise",
            document.key_mark(("sites", HOME)),
        )
