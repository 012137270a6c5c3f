"""The events that somebody here consumes, as types; everything else is nobody's and ignored.

Refuses to keep what it does not need: no dialled number, no application data, no variable leaves
this module, whatever the event carried.
"""

from collections.abc import Callable
from dataclasses import dataclass

from callcenter_cti.ami.framing import Fields, first

_RINGING_STATUS = frozenset({"RINGING", "PROGRESS"})
"""PROGRESS: a gateway that plays the ring tone itself instead of saying 180."""

_MOST_DIGITS = 15
"""Longer numbers are nonsense, and costly to read."""


@dataclass(frozen=True, slots=True)
class FullyBooted:
    """Asterisk is ready: sent after the log-in, or later if it is still starting."""

    uptime_s: int | None
    """Seconds since Asterisk started; None when it does not say."""


@dataclass(frozen=True, slots=True)
class ShutdownBegan:
    """Asterisk is stopping."""


@dataclass(frozen=True, slots=True)
class ChannelHungUp:
    """A channel is gone."""

    channel: str
    unique_id: str
    linked_id: str
    cause: int
    """Q.850 cause; 0 when unknown."""


@dataclass(frozen=True, slots=True)
class DialBegan:
    """A channel began to dial another one; the phone need not ring yet."""

    channel: str
    """The caller's; empty when nobody dials (an originated call)."""
    unique_id: str
    linked_id: str
    dest_channel: str
    dest_unique_id: str


@dataclass(frozen=True, slots=True)
class DialRang:
    """A dialled phone rings."""

    channel: str
    """The caller's."""
    unique_id: str
    linked_id: str
    """Unique id of the oldest channel of the same call: the caller's, as a rule."""
    dest_channel: str
    dest_unique_id: str


@dataclass(frozen=True, slots=True)
class DialEnded:
    """A dial came to an end."""

    channel: str
    unique_id: str
    dest_channel: str
    dest_unique_id: str
    status: str
    """Asterisk's DIALSTATUS: ``ANSWER``, ``BUSY``, ``NOANSWER``, ``CANCEL``, ``CHANUNAVAIL``."""


@dataclass(frozen=True, slots=True)
class HoldToggled:
    """A phone put its conversation on hold, or took it back."""

    channel: str
    """The phone's."""
    unique_id: str
    linked_id: str
    """Unique id of the oldest channel of the same call: the caller's, as a rule."""
    on_hold: bool


@dataclass(frozen=True, slots=True)
class DeviceStateChanged:
    """A device's state, as a change or as an item of the list."""

    device: str
    """``PJSIP/6001``"""
    state: str
    """Asterisk's word: ``NOT_INUSE``, ``INUSE``, ``RINGING``, ``UNAVAILABLE``."""


@dataclass(frozen=True, slots=True)
class ChannelListed:
    """A channel that is alive, as an item of the list."""

    channel: str
    unique_id: str
    linked_id: str


AmiEvent = (
    FullyBooted
    | ShutdownBegan
    | ChannelHungUp
    | DialBegan
    | DialRang
    | DialEnded
    | HoldToggled
    | DeviceStateChanged
    | ChannelListed
)


def event_of(fields: Fields) -> AmiEvent | None:
    """Return the event that the fields tell of, or None. Never raises.

    None: not an event, an event that nobody consumes, or one without the names that make it one.
    """
    read = _READERS.get(first(fields, "Event"))
    return read(fields) if read else None


def _booted(fields: Fields) -> AmiEvent:
    uptime = first(fields, "Uptime")
    return FullyBooted(int(uptime) if _is_number(uptime) else None)


def _shutdown(_fields: Fields) -> AmiEvent:
    return ShutdownBegan()


def _hung_up(fields: Fields) -> AmiEvent | None:
    unique_id, cause = first(fields, "Uniqueid"), first(fields, "Cause")
    if not unique_id:
        return None
    number = int(cause) if _is_number(cause) else 0
    return ChannelHungUp(first(fields, "Channel"), unique_id, first(fields, "Linkedid"), number)


def _dial_began(fields: Fields) -> AmiEvent | None:
    dest = first(fields, "DestUniqueid")
    if not dest:
        return None
    return DialBegan(
        first(fields, "Channel"),
        first(fields, "Uniqueid"),
        first(fields, "Linkedid"),
        first(fields, "DestChannel"),
        dest,
    )


def _dial_state(fields: Fields) -> AmiEvent | None:
    dest = first(fields, "DestUniqueid")
    if not dest or first(fields, "DialStatus") not in _RINGING_STATUS:
        return None
    return DialRang(
        first(fields, "Channel"),
        first(fields, "Uniqueid"),
        first(fields, "Linkedid"),
        first(fields, "DestChannel"),
        dest,
    )


def _dial_ended(fields: Fields) -> AmiEvent | None:
    dest = first(fields, "DestUniqueid")
    if not dest:
        return None
    return DialEnded(
        first(fields, "Channel"),
        first(fields, "Uniqueid"),
        first(fields, "DestChannel"),
        dest,
        first(fields, "DialStatus"),
    )


def _held(fields: Fields) -> AmiEvent | None:
    unique_id = first(fields, "Uniqueid")
    if not unique_id:
        return None
    on_hold = first(fields, "Event") == "Hold"
    return HoldToggled(first(fields, "Channel"), unique_id, first(fields, "Linkedid"), on_hold)


def _device_state(fields: Fields) -> AmiEvent | None:
    device = first(fields, "Device")
    return DeviceStateChanged(device, first(fields, "State")) if device else None


def _listed(fields: Fields) -> AmiEvent | None:
    unique_id = first(fields, "Uniqueid")
    if not unique_id:
        return None
    return ChannelListed(first(fields, "Channel"), unique_id, first(fields, "Linkedid"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


_READERS: dict[str, Callable[[Fields], AmiEvent | None]] = {
    "FullyBooted": _booted,
    "Shutdown": _shutdown,
    "Hangup": _hung_up,
    "DialBegin": _dial_began,
    "DialState": _dial_state,
    "DialEnd": _dial_ended,
    "Hold": _held,
    "Unhold": _held,
    "DeviceStateChange": _device_state,
    "CoreShowChannel": _listed,
}
CONSUMED = frozenset(_READERS)
"""Names of the events that `event_of` knows; the wire's other events need no parsing."""
