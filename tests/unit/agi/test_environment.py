"""The header of an AGI session."""

import pytest

from callcenter_cti.agi.environment import parse_environment
from callcenter_cti.agi.errors import RemoteProtocolError


def test_path_has_no_slashes_at_its_ends():
    """The path is what stands in the URL between host and arguments."""
    assert parse_environment(["agi_network_script: /ivr/call/"]).path == "ivr/call"
    assert parse_environment([]).path == ""


def test_arguments_are_those_numbered_without_a_gap():
    """`agi_arg_1` and on are the arguments; an empty one counts, one behind a gap does not."""
    lines = ["agi_arg_2: ", "agi_arg_1: a: b", "agi_arg_4: lost"]

    assert parse_environment(lines).arguments == ("a: b", "")


@pytest.mark.parametrize(
    ("lines", "ani"),
    [
        (["agi_callerid: 61255501234", "agi_callingpres: 0"], "61255501234"),
        (["agi_callerid: 61255501234", "agi_callingpres: 3"], "61255501234"),
        (["agi_callerid: 61255501234", "agi_callingpres: 32"], ""),
        (["agi_callerid: 61255501234", "agi_callingpres: 67"], ""),
        (["agi_callerid: 61255501234", "agi_callingpres: nonsense"], "61255501234"),
        (["agi_callerid: unknown"], ""),
        (["agi_callerid: Anonymous"], ""),
        ([], ""),
    ],
)
def test_number_of_the_caller_is_empty_when_withheld(lines: list[str], ani: str):
    """A number that its owner withholds, or that is none, is not handed on."""
    assert parse_environment(lines).ani == ani


def test_first_of_two_equal_names_counts():
    """A line that a value smuggled in behind the real one changes nothing."""
    lines = ["agi_uniqueid: sydney-1.1", "agi_uniqueid: other"]

    assert parse_environment(lines).values["uniqueid"] == "sydney-1.1"


def test_blank_after_the_colon_is_no_part_of_the_value():
    """One blank separates name and value; more belong to the value."""
    values = parse_environment(["agi_a:x", "agi_b: x", "agi_c:  x "]).values

    assert values == {"a": "x", "b": "x", "c": " x "}


@pytest.mark.parametrize("line", ["GET / HTTP/1.1", "agi_channel", "HANGUP", "channel: x"])
def test_other_lines_are_no_header(line: str):
    """Whoever does not speak AGI is refused."""
    with pytest.raises(RemoteProtocolError, match="header line"):
        parse_environment([line])
