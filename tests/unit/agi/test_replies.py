"""Replies of one line."""

import pytest

from callcenter_cti.agi.replies import Reply, parse_reply, parse_value


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("200 result=0", Reply(200, "0")),
        ("200 result=-1", Reply(200, "-1")),
        ("200 result=", Reply(200, "")),
        ("200 result=1234", Reply(200, "1234")),
        ("200 result=12*", Reply(200, "12*")),
        ("200 result= (timeout)", Reply(200, "", "timeout")),
        ("200 result=12 (timeout)", Reply(200, "12", "timeout")),
        ("200 result=1 ()", Reply(200, "1", "")),
        ("200 result=53 endpos=5600", Reply(200, "53", None, "endpos=5600")),
        ("200 result=35 (dtmf) endpos=7040", Reply(200, "35", "dtmf", "endpos=7040")),
        ("200 result=0 Gosub complete", Reply(200, "0", None, "Gosub complete")),
        ("510 Invalid or unknown command", Reply(510, text="Invalid or unknown command")),
        ("511 Command Not Permitted", Reply(511, text="Command Not Permitted")),
        ("520 Invalid command syntax.", Reply(520, text="Invalid command syntax.")),
        ("503 result=-2 Memory", Reply(503, "-2", None, "Memory")),
        ("200", Reply(200)),
    ],
)
def test_forms_of_replies(line: str, reply: Reply):
    """Every form that Asterisk was seen to send is understood."""
    assert parse_reply(line) == reply


@pytest.mark.parametrize(
    "line", ["", "HANGUP", "ok", "20 result=1", "2000 result=1", "200result=1"]
)
def test_other_lines_are_no_reply(line: str):
    """What does not begin with a code of three digits is no reply."""
    assert parse_reply(line) is None


@pytest.mark.parametrize("value", ["", "x", "(a) (b)", ")", "a)\n(b", "hangup", "1 (timeout)"])
def test_value_is_all_between_the_outer_parentheses(value: str):
    """A value may hold parentheses and line feeds itself."""
    assert parse_value(f"200 result=1 ({value})") == Reply(200, "1", value)


def test_value_without_its_end_is_not_whole():
    """A value is whole with its closing parenthesis."""
    assert parse_value("200 result=1 (a") is None


@pytest.mark.parametrize(
    ("result", "number"),
    [("0", 0), ("-1", -1), ("53", 53), ("", None), ("12*", None), ("1" * 30, None), ("²", None)],
)
def test_result_as_a_number(result: str, number: int | None):
    """A result that is no number of sane length has none."""
    assert Reply(200, result).number == number


def test_endpos_and_timeout_are_read():
    """The rest of a reply is understood where it matters."""
    reply = parse_reply("200 result=12 (timeout) endpos=800")

    assert reply is not None
    assert (reply.timed_out, reply.endpos) == (True, 800)
    assert Reply(200, "0").endpos is None


def test_repr_hides_what_was_keyed():
    """Digits and values do not get into a traceback."""
    assert repr(Reply(200, "4000", "secret")) == "Reply(200)"
