"""A play: what it says when a call cannot even begin."""

from typing import cast

import pytest

from callcenter_cti.lab.demo import play_once
from callcenter_cti.lab.errors import LabError
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.performance import Stage
from callcenter_cti.lab.scenario import Scenario

BALANCE = Scenario("Balance", "1001", ())


class DeadLines:
    """A laboratory whose carrier completes no call."""

    def __init__(self, trouble: Exception) -> None:
        self.sites = {"sydney": None}
        self.carrier = self
        self._trouble = trouble

    async def call(self, site: object, hotline: str) -> "DeadLines":
        return self

    async def up(self, *, limit_s: float) -> None:
        raise self._trouble


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (LabError("the call was not answered (cause 38)"), "the call was not answered (cause 38)"),
        (TimeoutError(), "nothing happened within 30 s"),
    ],
)
async def test_hotline_that_does_not_answer_is_a_difference(trouble: Exception, told: str) -> None:
    """It is told by name, and the play ends with exit code 1."""
    said: list[str] = []
    lab = cast("Laboratory", DeadLines(trouble))
    stage = Stage(lab, "sydney", {}, {}, {}, lambda who, what: said.append(f"{who} {what}"))

    code = await play_once(stage, (BALANCE, BALANCE), said.append)

    assert code == 1
    assert said == [
        "\nBalance",
        "caller dials 1001",
        f"NOT AS SCRIPTED: Balance: hotline 1001: {told}",
    ]
