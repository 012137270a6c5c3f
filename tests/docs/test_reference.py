"""The reference says what the code says."""

from pathlib import Path

import pytest

from callcenter_cti.config.rules import load_rules
from callcenter_cti.config.rules_schema import RulesFile
from callcenter_cti.desktop.profile import ScreenPop
from callcenter_cti.desktop.webhook_events import CANCELLED, OFFERED, CancelledPop
from tests.docs import rule_pages
from tests.docs.pages import ROOT, sections
from tests.docs.reference import GENERATED, keys_of, rewritten


@pytest.mark.parametrize("name", GENERATED)
def test_the_page_is_what_the_code_says(name: str) -> None:
    """Every setting, rule, metric and command stands there; `make reference` writes them."""
    written, wanted = rewritten(name)

    assert written == wanted


@pytest.mark.parametrize(("event", "data"), [(OFFERED, ScreenPop), (CANCELLED, CancelledPop)])
def test_every_field_of_a_webhook_is_described(event: str, data: type[ScreenPop]) -> None:
    """A receiver is written from this page alone."""
    text = sections((ROOT / "docs/reference/webhooks.md").read_text())[f"`{event}`"]
    names = [line.split("`")[1] for line in keys_of(data).splitlines()[2:]]

    assert [name for name in names if f"| `{name}` |" not in text] == []


def test_every_level_of_a_file_is_shown() -> None:
    """A generator that stops at the first level would agree with a page that does too."""
    rules = keys_of(RulesFile)

    assert "| `queues.NAME.rona.return_after_s` |" in rules
    assert "| `queues.NAME.steps[].when.expected_wait_s` |" in rules
    assert "| `hotlines.NAME.languages` | list of `en`, `zh`, `ja` | required |" in rules


def test_the_file_with_every_key_is_right(tmp_path: Path) -> None:
    """Its examples can be taken as they are: not even a warning."""
    path = tmp_path / "rules.yaml"
    path.write_text(rule_pages.text_of_every_key())

    assert load_rules(path).warnings == ()
