"""The generated parts of docs/reference: made from the code, so that they are complete and true.

``python -m tests.docs.reference`` writes them anew (`make reference` calls it); a test fails when
a page does not say what the code says.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import typer
from prometheus_client import CollectorRegistry
from pydantic import BaseModel

from callcenter_cti.cli import app
from callcenter_cti.config.rules_schema import RulesFile
from callcenter_cti.config.settings_schema import Settings
from callcenter_cti.metrics.catalogue import Catalogue
from tests.docs import flow_pages, machine_pages, rule_pages
from tests.docs.pages import ROOT

Schema = dict[str, Any]


def table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    return "\n".join(map(_line, [heads, tuple("---" for _ in heads), *rows]))


def _line(cells: tuple[str, ...]) -> str:
    inside = " | ".join(cell.replace("|", r"\|") for cell in cells)
    return f"| {inside} |"


# --- keys of a file


def keys_of(model: type[BaseModel]) -> str:
    """Every key of a file that a pydantic model reads, with kind, default and meaning."""
    return table(("key", "kind", "default", "meaning"), rows(model))


def rows(model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    """Key, kind, default and meaning of every key of a file that a pydantic model reads."""
    schema = model.model_json_schema()
    return _rows(schema, schema, "")


def _rows(whole: Schema, part: Schema, prefix: str) -> Iterator[tuple[str, ...]]:
    required = part.get("required", [])
    for name, written in part["properties"].items():
        field = written if name in required else _without_null(written)
        default = "required" if name in required else _default(written)
        meaning = written.get("description") or _resolved(whole, field).get("description", "")
        if same_as := written.get("same_as"):
            meaning += f" Keys as in `{same_as}`."
        yield f"`{prefix}{name}`", _kind(whole, field), default, meaning
        step, below = _below(whole, field)
        if "properties" in below and not same_as:
            yield from _rows(whole, below, f"{prefix}{name}{step}.")


def _without_null(field: Schema) -> Schema:
    """What may be written where nothing need be."""
    kinds = [kind for kind in field.get("anyOf", ()) if kind.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 else field


def _below(whole: Schema, field: Schema) -> tuple[str, Schema]:
    """The schema inside a field, and what stands in a path for getting there."""
    inside = _resolved(whole, field)
    if "items" in inside:
        return "[]", _resolved(whole, inside["items"])
    if "patternProperties" in inside or isinstance(inside.get("additionalProperties"), dict):
        return ".NAME", _resolved(whole, _values(inside))
    return "", inside


def _values(field: Schema) -> Schema:
    patterns: Schema = field.get("patternProperties", {})
    values: Schema = next(iter(patterns.values())) if patterns else field["additionalProperties"]
    return values


def _resolved(whole: Schema, field: Schema) -> Schema:
    if "$ref" in field:
        found: Schema = whole["$defs"][field["$ref"].rpartition("/")[2]]
        return found
    return field


def _default(field: Schema) -> str:
    value = field.get("default")
    if value is None or value in ("", [], {}):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _kind(whole: Schema, field: Schema) -> str:
    field = _resolved(whole, field)
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if "anyOf" in field:
        kinds = [_kind(whole, other) for other in field["anyOf"] if other.get("type") != "null"]
        return " or ".join([*kinds, "null"] if len(kinds) < len(field["anyOf"]) else kinds)
    if field.get("type") == "array":
        return f"list of {_kind(whole, field['items'])}"
    if field.get("type") == "object":
        return _kind_of_object(whole, field)
    return _kind_of_value(field)


def _kind_of_object(whole: Schema, field: Schema) -> str:
    return "section" if "properties" in field else f"by name: {_kind(whole, _values(field))}"


def _kind_of_value(field: Schema) -> str:
    words = {"string": "text", "boolean": "true or false", "integer": "whole number"}
    words |= {"path": "path", "uri": "URL", "password": "secret", "date-time": "time"}
    kind = words.get(field.get("format", ""), words.get(field["type"], str(field["type"])))
    low = field.get("minimum", field.get("exclusiveMinimum"))
    high = field.get("maximum")
    if low is None and high is None:
        return kind
    above = "above " if "exclusiveMinimum" in field else "from " if high is None else ""
    return f"{kind}, {above}{low}" + (f" to {high}" if high is not None else "")


# --- metrics


def metrics() -> str:
    """Every metric of the catalogue; those of the process and of Python's collector left out."""
    registry = CollectorRegistry()
    catalogue = Catalogue(registry)
    labels = {
        metric._name: metric._labelnames  # the client tells them nowhere else
        for metric in (*vars(catalogue).values(), *catalogue.floor.all)
        if hasattr(metric, "_labelnames")
    }
    rows = (
        (
            f"`{metric.name}{'_total' if metric.type == 'counter' else ''}`",
            metric.type,
            ", ".join(f"`{label}`" for label in labels.get(metric.name, ())),
            metric.documentation,
        )
        for metric in sorted(registry.collect(), key=lambda metric: metric.name)
        if metric.name.startswith("callcenter_")
    )
    return table(("metric", "type", "labels", "meaning"), rows)


# --- the command line


def commands() -> str:
    """Every command with its arguments and options."""
    return "\n\n".join(_section(path, command) for path, command in _walk())


def _walk(path: str = "callcenter-cti", command: Any = None) -> Iterator[tuple[str, Any]]:
    command = command or typer.main.get_command(app)
    yield path, command
    for name, below in sorted(getattr(command, "commands", {}).items()):
        yield from _walk(f"{path} {name}", below)


def _section(path: str, command: Any) -> str:
    parts = [f"## `{path}`", re.sub(r"\s+", " ", command.help or "").strip()]
    below = sorted(getattr(command, "commands", {}))
    if below:
        parts.append("Commands: " + ", ".join(f"`{name}`" for name in below) + ".")
    rows = [_parameter(parameter) for parameter in command.params if not parameter.hidden]
    if rows:
        parts.append(table(("argument or option", "default", "meaning"), iter(rows)))
    return "\n\n".join(parts)


def _parameter(parameter: Any) -> tuple[str, str, str]:
    name = parameter.name.upper()
    if parameter.param_type_name == "option":
        name = ", ".join(parameter.opts) + ("" if parameter.is_flag else f" {name}")
    default = parameter.default
    shown = "" if default is None or default is False else f"`{default}`"
    return f"`{name}`", "required" if parameter.required else shown, parameter.help or ""


# --- the pages

GENERATED: dict[str, tuple[str, Callable[[], str]]] = {
    "settings": ("settings.md", lambda: keys_of(Settings)),
    "rules": (
        "rules.md",
        lambda: table(rule_pages.HEADS, rule_pages.with_examples(rows(RulesFile))),
    ),
    "metrics": ("metrics.md", metrics),
    "commands": ("cli.md", commands),
    "flows": ("flows.md", flow_pages.page),
    "machines": ("state-machines.md", machine_pages.page),
}


def rewritten(name: str) -> tuple[str, str]:
    """The page as it is, and as it ought to be."""
    page, make = GENERATED[name]
    text = (ROOT / "docs/reference" / page).read_text()
    begin, end = f"<!-- generated: {name} -->", "<!-- end -->"
    if text.count(begin) != 1 or end not in text.partition(begin)[2]:
        raise ValueError(f"{page} has no place for what is generated: {begin} … {end}")
    head, _, rest = text.partition(begin)
    return text, f"{head}{begin}\n{make()}\n{end}{rest.partition(end)[2]}"


def main() -> None:
    """Write every generated part anew."""
    for name, (page, _) in GENERATED.items():
        (ROOT / "docs/reference" / page).write_text(rewritten(name)[1])


if __name__ == "__main__":
    main()
