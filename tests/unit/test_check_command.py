"""`callcenter-cti check`: what is said of a rules file, and with which exit code."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter_cti.cli import app
from tests.docs.rule_pages import text_of_every_key


@pytest.mark.parametrize(
    ("right", "wrong", "said", "code"),
    [
        ("", "", ": no findings\n", 0),
        (
            "kenji: {name: Kenji Abe, site: tokyo",
            "kenji: {name: Kenji Abe, site: tokio",
            ": error: nothing defines the site `tokio`, did you mean `tokyo`?\n",
            1,
        ),
        (
            "longest_wait_s: 900",
            "longest_wait_s: 30",
            (
                ": warning: this step begins at 45 s; nobody is to wait for longer than "
                "`longest_wait_s` (30 s)\n"
            ),
            0,
        ),
    ],
)
def test_an_error_is_a_failure_and_a_warning_is_none(
    tmp_path: Path, right: str, wrong: str, said: str, code: int
) -> None:
    """With nothing to say it says so."""
    path = tmp_path / "rules.yaml"
    path.write_text(text_of_every_key().replace(right, wrong, 1))

    result = CliRunner().invoke(app, ["check", str(path)])

    # The place is told in front; places are tested with the findings themselves.
    assert re.sub(r"^(:\d+:\d+)?", "", result.output.removeprefix(str(path))) == said
    assert result.exit_code == code
