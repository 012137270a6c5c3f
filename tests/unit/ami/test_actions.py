"""Actions are checked before anybody can write them."""

import pytest

from callcenter_cti.ami import actions
from callcenter_cti.ami.actions import Action
from callcenter_cti.ami.errors import AmiError, LocalProtocolError
from callcenter_cti.domain.errors import WireError


@pytest.mark.parametrize("value", ["a\r\nAction: Originate", "a\nb", "a\rb", "a\0b"])
def test_a_value_that_would_start_another_line_is_refused(value: str):
    """CR, LF and NUL in a value never reach the wire."""
    with pytest.raises(LocalProtocolError) as caught:
        Action("Hangup", (("Channel", value),))

    assert str(caught.value) == "AMI action Hangup.Channel: CR, LF and NUL cannot be sent"


@pytest.mark.parametrize("key", ["", "A B", "A:", "A\r\nB", "Näme"])
def test_a_key_that_is_no_word_is_refused(key: str):
    """A key is one ASCII word."""
    with pytest.raises(LocalProtocolError, match="not a field's name"):
        Action("Hangup", ((key, "x"),))


@pytest.mark.parametrize("key", ["ActionID", "action", "ACTIONID"])
def test_the_links_own_keys_are_refused(key: str):
    """Nobody but the link numbers and names actions."""
    with pytest.raises(LocalProtocolError, match="written by the link itself"):
        Action("Hangup", ((key, "x"),))


@pytest.mark.parametrize("name", ["", "Hang up", "Ping\r\nAction: Logoff"])
def test_a_name_that_is_no_word_is_refused(name: str):
    """An action's name is one ASCII word."""
    with pytest.raises(LocalProtocolError, match="not an action's name"):
        Action(name)


@pytest.mark.parametrize("channel", ["", "/.*/"])
def test_hanging_up_a_pattern_of_channels_is_refused(channel: str):
    """Asterisk takes a leading slash for a pattern over all channels."""
    with pytest.raises(LocalProtocolError, match="not the name of one channel"):
        actions.hang_up(channel)


def test_hang_up_names_the_channel_and_the_cause():
    """The ordinary cause is 16."""
    action = actions.hang_up("PJSIP/carrier-00000012")

    assert action.fields == (("Channel", "PJSIP/carrier-00000012"), ("Cause", "16"))


@pytest.mark.parametrize(("on", "state"), [(True, "1"), (False, "0")])
def test_a_mute_leaves_out_what_the_caller_says_alone(on: bool, state: str):
    """The recording goes on, and still has what is played to him."""
    action = actions.mute_recordings("sydney-1795360445.1", on=on)

    assert action == Action(
        "MixMonitorMute",
        (("Channel", "sydney-1795360445.1"), ("Direction", "read"), ("State", state)),
    )


@pytest.mark.parametrize("channel", ["", "/.*/"])
def test_muting_a_pattern_of_channels_is_refused(channel: str):
    """One channel is muted, not all."""
    with pytest.raises(LocalProtocolError, match="not the name of one channel"):
        actions.mute_recordings(channel, on=True)


def test_the_log_in_asks_for_no_class_that_carries_keyed_digits():
    """Even an account that may read all gets system and call alone."""
    action = actions.log_in("engine", "s3cret")

    assert dict(action.fields)["Events"] == "system,call"


def test_a_secret_is_not_in_the_repr():
    """Fields do not show."""
    assert "s3cret" not in repr(actions.log_in("engine", "s3cret"))


def test_a_refused_value_is_not_in_the_errors_text():
    """What is refused may be a secret."""
    with pytest.raises(LocalProtocolError) as caught:
        actions.log_in("engine", "s3cret\r\n")

    assert "s3cret" not in f"{caught.value!s}{caught.value!r}"


def test_the_errors_are_wire_errors():
    """One `except WireError` covers the package."""
    assert issubclass(LocalProtocolError, AmiError)
    assert issubclass(AmiError, WireError)
