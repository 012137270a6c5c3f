"""Instances of `bench-policy` as files."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.instance_file import read_instance
from benchmarks.policy import OWN_INSTANCE
from benchmarks.targets import CannotMeasureError
from tests.docs.pages import ROOT

PAGE = ROOT / "docs/reference/instances.md"


def documented() -> str:
    found = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert found is not None
    return found[1]


def test_the_documented_form_is_read(tmp_path: Path) -> None:
    """Pools without skills serve whoever names them; sites and costs are kept."""
    file = tmp_path / "small.json"
    file.write_text(documented())

    name, instance = read_instance(file)

    gold, plain = instance.classes
    seniors, all_round = instance.teams
    assert name == "small"
    assert gold.handling_s == {"seniors": 240, "all-round": 270}
    assert plain.handling_s == {"seniors": 200, "all-round": 200}
    assert (plain.worth, plain.bound_s) == (1.0, 1800)
    assert instance.cost(gold, seniors) == 0
    assert instance.cost(gold, all_round) == 0.5


def test_the_repositorys_own_instance_has_the_stated_size() -> None:
    """Thirteen classes, nine pools."""
    _, instance = read_instance(OWN_INSTANCE)

    assert (len(instance.classes), len(instance.teams)) == (13, 9)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"pools": {"seniors": {"agents": 0}}}, "pools.seniors.agents"),
        ({"more": 1}, "more: "),
        ({"pools": {"seniors": {"agents": 1, "skills": ["golf"]}}}, "no class 'golf'"),
        ({"pools": {"juniors": {"agents": 1}}}, "no pool 'all-round'"),
        ({"transfer_costs": {}, "pools": {"seniors": {"agents": 1}, "all-round": {"agents": 1}}},
         "classes.gold: no pool can serve it"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(
    change: dict[str, object], told: str, tmp_path: Path
) -> None:
    """Whoever writes the file sees what to change."""
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(json.loads(documented()) | change))

    with pytest.raises(CannotMeasureError) as raised:
        read_instance(file)

    assert str(raised.value).startswith(f"{file}: ")
    assert told in str(raised.value)
