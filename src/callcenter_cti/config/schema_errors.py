"""Turns what pydantic found into findings: the place in the file, the nearest right name."""

from collections.abc import Callable
from types import UnionType
from typing import TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from callcenter_cti.config.findings import Mark, suggestion
from callcenter_cti.config.yaml_tree import Document, Path_


def report_schema_errors(
    document: Document,
    model: type[BaseModel],
    error: ValidationError,
    *,
    leave_out: Callable[[Path_], bool] = lambda _: False,
) -> None:
    """Add a finding for each error, but for those at paths to leave out."""
    for detail in error.errors(include_url=False):
        path = path_of(detail)
        if leave_out(path):
            continue
        document.report(wording(detail, path, model), mark_of(document, detail, path))


def path_of(detail: ErrorDetails) -> Path_:
    """Return where in the tree an error is."""
    return tuple(part for part in detail["loc"] if part != "[key]")


def mark_of(document: Document, detail: ErrorDetails, path: Path_) -> Mark:
    """Return where in the file an error is: at a key that is wrong, else at the value."""
    is_key = len(path) != len(detail["loc"])
    if detail["type"] in ("extra_forbidden", "missing") or is_key:
        return document.key_mark(path)
    return document.value_mark(path)


def wording(detail: ErrorDetails, path: Path_, model: type[BaseModel]) -> str:
    """Say what is wrong in the words of the file's author."""
    name = ".".join(str(part) for part in path) or "the file"
    if detail["type"] == "missing":
        return f"`{name}` is missing"
    if detail["type"] == "extra_forbidden":
        near = suggestion(str(path[-1]), keys_at(model, path[:-1]))
        return f"there is no key `{name}`{near}"
    if detail["type"] == "enum":
        choices = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        near = suggestion(str(detail["input"]), choices)
        return f"`{name}` must be one of {', '.join(choices)}{near}"
    if detail["type"] == "too_short":
        return f"`{name}` must not be empty"
    message = detail["msg"].removeprefix("Value error, ")
    return f"`{name}`: {message[:1].lower()}{message[1:]}"


def keys_at(model: type[BaseModel], path: Path_) -> tuple[str, ...]:
    """Return the keys that a model allows at a path; none where any key is allowed."""
    kind: object = model
    for part in path:
        kind = _below(kind, part)
    return tuple(_fields(kind)) if _is_model(kind) else ()


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a model's fields by the keys that people write."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _below(kind: object, part: str | int) -> object:
    if _is_model(kind):
        found = _fields(kind).get(str(part))
        return None if found is None else _without_none(found.annotation)
    return _without_none(get_args(kind)[-1]) if get_args(kind) else None


def _without_none(kind: object) -> object:
    if get_origin(kind) in (Union, UnionType):
        return next(choice for choice in get_args(kind) if choice is not type(None))
    return kind


def _is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
