"""An action for the manager interface: what is asked of Asterisk, checked before it is written.

Refuses to know how it is sent and what comes back. A carriage return or line feed inside a value
would start a second action of the caller's choosing, so it is refused here, once for all.
"""

from dataclasses import dataclass, field

from callcenter_cti.ami.errors import LocalProtocolError

_BREAKS_FRAMING = frozenset("\r\n\0")
_RESERVED = frozenset({"action", "actionid"})
"""Written by the link itself."""
NORMAL_CLEARING = 16
"""Q.850 cause of an ordinary hang-up."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action with its fields in order; a key may occur more than once.

    The fields stay out of `repr`: one of them is the log-in's secret.

    Raises:
        LocalProtocolError: a name, key or value that cannot be written.
    """

    name: str
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not _is_word(self.name):
            raise LocalProtocolError(repr(self.name), "", "not an action's name")
        for key, value in self.fields:
            _check_field(self.name, key, value)


def _check_field(action: str, key: str, value: str) -> None:
    if not _is_word(key):
        raise LocalProtocolError(action, repr(key), "not a field's name")
    if key.lower() in _RESERVED:
        raise LocalProtocolError(action, key, "is written by the link itself")
    if not _BREAKS_FRAMING.isdisjoint(value):
        raise LocalProtocolError(action, key, "CR, LF and NUL cannot be sent")


def _is_word(text: str) -> bool:
    return text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def log_in(user: str, secret: str) -> Action:
    """Log in, asking for the event classes ``system`` and ``call`` alone.

    The mask holds even for an account that may read everything: the classes `agi`, `dtmf`,
    `dialplan` and `user` carry keyed digits, and those must not come here.
    """
    return Action("Login", (("Username", user), ("Secret", secret), ("Events", "system,call")))


def ping() -> Action:
    """Ask for a sign of life."""
    return Action("Ping")


def list_channels() -> Action:
    """List all channels; items are `ChannelListed`."""
    return Action("CoreShowChannels")


def list_device_states() -> Action:
    """List the states of all devices that Asterisk knows; items are `DeviceStateChanged`."""
    return Action("DeviceStateList")


def hang_up(channel: str, *, cause: int = NORMAL_CLEARING) -> Action:
    """Hang one channel up.

    Args:
        channel: its exact name, for example ``PJSIP/carrier-00000012``.
        cause: Q.850 cause, 1 to 127.

    Raises:
        LocalProtocolError: an empty name, or one that Asterisk takes for a pattern over all
            channels (``/regex/``).
    """
    _demand_one_channel("Hangup", channel)
    return Action("Hangup", (("Channel", channel), ("Cause", str(cause))))


def mute_recordings(channel: str, *, on: bool) -> Action:
    """Let recordings of a channel (MixMonitor) hear silence from the caller, or him again.

    Asterisk 22 mutes all recordings of the channel. The other direction, what is played to the
    caller, is recorded on.

    Args:
        channel: its name or its unique id: Asterisk looks for both.
        on: True for silence.

    Raises:
        LocalProtocolError: not the name of one channel.
    """
    _demand_one_channel("MixMonitorMute", channel)
    state = "1" if on else "0"
    fields = (("Channel", channel), ("Direction", "read"), ("State", state))
    return Action("MixMonitorMute", fields)


def _demand_one_channel(action: str, channel: str) -> None:
    if not channel or channel.startswith("/"):
        raise LocalProtocolError(action, "Channel", "not the name of one channel")
