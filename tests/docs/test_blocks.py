"""Every example in the documents works.

Python blocks run, one namespace per page. A YAML block whose first line is a comment with the
name of a rules or settings file is loaded as such a file; every other one must at least be YAML.
A console block after ``<!-- run -->`` is run from the root of the repository, and what it prints
must be what the page shows.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from sybil import Document, Example
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from tests.docs.pages import PAGES, ROOT, name_of

CONSOLE_LIMIT_S = 60.0


def _load_yaml(example: Example) -> None:
    text: str = example.parsed
    first = text.splitlines()[0]
    if re.fullmatch(r"# \S*rules\S*\.yaml", first):
        from callcenter_cti.config.rules import load_rules

        load_rules(_written(text, "routing_rules.yaml"))
    elif re.fullmatch(r"# settings\S*\.yaml", first):
        from callcenter_cti.config.settings import load_settings

        load_settings(_written(text, "settings.yaml"))
    else:
        list(yaml.safe_load_all(text))


def _written(text: str, name: str) -> Path:
    folder = Path(os.environ["PYTEST_BLOCK_FOLDER"])
    (folder / name).write_text(text)
    return folder / name


def _run_console(example: Example) -> None:
    before = example.document.text[: example.region.start].rstrip()
    if not before.endswith("<!-- run -->"):
        return
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n?)*)", example.parsed, re.M):
        assert _output(command) == shown.strip()


def _output(command: str) -> str:
    binaries = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=os.environ | {"PATH": f"{binaries}:{os.environ['PATH']}", "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=CONSOLE_LIMIT_S,
        check=False,
    )
    return done.stdout.strip()


def _work_through(page: Path) -> None:
    document = Document.parse(
        str(page),
        PythonCodeBlockParser(),
        CodeBlockParser("yaml", _load_yaml),
        CodeBlockParser("console", _run_console),
    )
    for example in document.examples():
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_blocks_of_the_page_work(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader may copy any of them; the secrets that they name stand in his environment."""
    monkeypatch.setenv("CALLCENTER_SITES__SYDNEY__AMI_SECRET", "a long random secret")
    monkeypatch.setenv("PYTEST_BLOCK_FOLDER", str(tmp_path))

    _work_through(page)


@pytest.mark.parametrize(
    "block",
    [
        "```python\nassert 1 == 2\n```\n",
        "```yaml\na: [\n```\n",
        "```yaml\n# routing_rules.yaml\nnothing: 1\n```\n",
        "<!-- run -->\n```console\n$ echo one\ntwo\n```\n",
    ],
)
def test_a_wrong_block_is_found(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the test above could not fail."""
    monkeypatch.setenv("PYTEST_BLOCK_FOLDER", str(tmp_path))
    page = tmp_path / "page.md"
    page.write_text(block)

    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the block's evaluator raises
        _work_through(page)
