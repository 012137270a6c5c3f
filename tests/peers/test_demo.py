"""The demo as a new user starts it, and what it says when a call goes otherwise than scripted."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.domain.customers import Product
from callcenter_cti.lab.asterisk_root import ROOT_OVERRIDE
from callcenter_cti.lab.demo import AGENTS, play_once
from callcenter_cti.lab.demo_calls import demo_card, fixed_calls
from callcenter_cti.lab.performance import Stage
from callcenter_cti.lab.scenario import Hears, Keys, Pops, Scenario
from tests.peers.floor import HOTLINE, Floor

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(300)]
DEMO = (sys.executable, "-m", "callcenter_cti", "demo", "--once")
MARK = "DEMO_OF_THIS_TEST"


def test_demo_plays_its_calls_tells_them_and_leaves_nothing(tmp_path: Path) -> None:
    """Exit code 0, a transcript without card numbers, no process and no file left."""
    mark = uuid.uuid4().hex
    environment = {**os.environ, "TMPDIR": str(tmp_path), MARK: mark}

    demo = subprocess.run(
        DEMO, env=environment, capture_output=True, text=True, timeout=280, check=False
    )

    told = demo.stdout
    assert demo.returncode == 0, told + demo.stderr
    calls = fixed_calls(AGENTS)
    assert told.rstrip().endswith(f"{len(calls)} calls, each as scripted.")
    assert [title for title in map(str.strip, told.splitlines()) if title in _titles()] == [
        call.title for call in calls
    ]
    platinum = demo_card(Product.PLATINUM)
    assert f"shows {platinum.name}, platinum, preferred, verified by card_and_pin" in told
    assert f"card number ending {platinum.number[-4:]}" in told
    assert not [card for card in DEMO_CARDS if card.number in told or card.number[:12] in told]
    assert "his PIN" in told
    assert f"keys         {platinum.pin}" not in told
    assert list(tmp_path.iterdir()) == []
    assert _processes_with(f"{MARK}={mark}".encode()) == []


async def test_first_difference_is_told_and_ends_the_play(floor: Floor) -> None:
    """Exit code 1; the sentence names call, step, what was expected and what happened."""
    anna = await floor.desk("anna")
    told: list[str] = []
    stage = Stage(
        lab=floor.lab,
        site=floor.site.name,
        sentences={
            "identification.card_or_star": "Your card number?",
            "queue.one_moment": "One moment.",
        },
        extensions={"anna": "6001"},
        desktops={"anna": anna},
        tell=lambda who, what: told.append(f"{who} {what}"),
    )
    wrong = Scenario(
        "Somebody who is not there",
        HOTLINE,
        (
            Hears("identification.card_or_star"),
            Keys("0", "0"),
            Hears("queue.one_moment"),
            Pops("Somebody Else", "anna"),
        ),
    )
    never = Scenario("Never played", HOTLINE, ())

    code = await play_once(stage, (wrong, never), told.append)

    expected = f"expected {wrong.steps[3]}, but the pop shows nobody"
    assert code == 1
    assert told == [
        "\nSomebody who is not there",
        f"caller dials {HOTLINE}",
        "caller hears “Your card number?”",
        "caller keys 0",
        "caller hears “One moment.”",
        f"NOT AS SCRIPTED: {wrong.title}, step 4: {expected}",
    ]


def test_demo_without_an_asterisk_says_what_is_wrong(tmp_path: Path) -> None:
    """One sentence and exit code 3, no traceback."""
    environment = {**os.environ, "TMPDIR": str(tmp_path), ROOT_OVERRIDE: str(tmp_path)}

    demo = subprocess.run(
        DEMO, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert demo.returncode == 3
    assert demo.stderr.startswith(f"callcenter-cti: {tmp_path} holds no unpacked Asterisk")
    assert "Traceback" not in demo.stderr


def _titles() -> set[str]:
    return {call.title for call in fixed_calls(AGENTS)}


def _processes_with(mark: bytes) -> list[str]:
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environ.read_bytes():
                found.append((environ.parent / "cmdline").read_text())
        except OSError:  # it ended meanwhile, or is not ours
            continue
    return found
