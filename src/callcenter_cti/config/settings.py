"""Loads the settings and says where each mistake is: in the file, or in which variable.

Decides which names in the environment are ours and refuses secrets in the file.
"""

import os
from pathlib import Path
from typing import Final

import pydantic_settings
from pydantic import ValidationError

from callcenter_cti.config.findings import Finding, FindingsError, suggestion
from callcenter_cti.config.schema_errors import mark_of, path_of, wording
from callcenter_cti.config.settings_schema import PREFIX, Settings
from callcenter_cti.config.yaml_tree import Document, Path_, Tree, read_yaml

DEFAULT_FILE: Final = Path("settings.yaml")
"""Read if it exists and no other file is named."""

_OF_THE_LAB: Final = frozenset({"ASTERISK_ROOT", "CACHE"})
"""Variables with our prefix that say where the demo and the tests find their Asterisk."""
_SECRETS: Final = frozenset({"ami_secret", "metrics_token", "secret"})
_URLS: Final = ("database_url", "bank_database_url")


class SettingsError(FindingsError):
    """The settings have findings."""


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings.

    Args:
        path: The file; None: `settings.yaml` if it exists, else defaults and environment alone.

    Raises:
        SettingsError: anything is wrong; all findings at once. No text shows a value.
    """
    document = _document(path)
    findings = [*document.findings, *_unknown_variables()]
    given = document.data if isinstance(document.data, dict) else {}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # checked by pydantic, just here
    except ValidationError as error:
        findings += _schema_findings(document, error)
    except pydantic_settings.SettingsError as error:
        findings.append(Finding("environment", None, str(error)))
    else:
        if not findings:
            return settings
    raise SettingsError(findings)


def _document(path: Path | None) -> Document:
    if path is None and not DEFAULT_FILE.exists():
        return Document(str(DEFAULT_FILE))
    try:
        document = read_yaml(path or DEFAULT_FILE)
    except FindingsError as error:
        raise SettingsError(error.findings) from error
    if not isinstance(document.data, dict | None):
        document.report("settings are `key: value` lines", document.value_mark(()))
    _refuse_secrets(document, document.data, ())
    return document


def _refuse_secrets(document: Document, tree: Tree, path: Path_) -> None:
    if isinstance(tree, dict):
        for key, value in tree.items():
            here = (*path, key)
            if key in _SECRETS:
                document.report(
                    f"a secret does not stand in this file: name its own in `{key}_file`",
                    document.key_mark(here),
                )
            elif key in _URLS and _has_password(value):
                document.report(
                    f"a password does not stand in this file: set {PREFIX}{key.upper()}",
                    document.key_mark(here),
                )
            _refuse_secrets(document, value, here)
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            _refuse_secrets(document, value, (*path, place))


def _has_password(url: Tree) -> bool:
    if not isinstance(url, str) or "@" not in url:
        return False
    return ":" in url.rpartition("@")[0].partition("://")[2]


def _unknown_variables() -> list[Finding]:
    """Find variables with our prefix that are no setting; below the first level pydantic does."""
    known = {name.upper() for name in Settings.model_fields}
    return [
        Finding(name, None, f"there is no such setting{suggestion(setting, known)}")
        for name in os.environ
        if name.upper().startswith(PREFIX)
        and (setting := name.upper().removeprefix(PREFIX).partition("__")[0])
        not in known | _OF_THE_LAB
    ]


def _schema_findings(document: Document, error: ValidationError) -> list[Finding]:
    found = []
    for detail in error.errors(include_url=False, include_input=False):
        path = path_of(detail)
        what = wording({**detail, "input": None}, path, Settings)
        variable = _variable(path)
        if variable is not None:
            found.append(Finding(variable, None, what))
        else:
            found.append(Finding(document.file, mark_of(document, detail, path), what))
    return found


def _variable(path: Path_) -> str | None:
    """Return the variable that a value came from, if the environment has it."""
    ours = {name.upper(): name for name in os.environ}
    for length in range(len(path), 0, -1):
        wanted = PREFIX + "__".join(str(part) for part in path[:length]).upper()
        if wanted in ours:
            return ours[wanted]
    return "DATABASE_URL" if path == ("database_url",) and "DATABASE_URL" in ours else None
