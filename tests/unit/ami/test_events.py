"""Events become types, or nothing; never an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.ami.events import (
    CONSUMED,
    AmiEvent,
    ChannelHungUp,
    ChannelListed,
    DeviceStateChanged,
    DialBegan,
    DialEnded,
    DialRang,
    FullyBooted,
    HoldToggled,
    ShutdownBegan,
    event_of,
)
from callcenter_cti.ami.framing import Fields

CALLER = {"Channel": "PJSIP/carrier-1", "Uniqueid": "s-1.1", "Linkedid": "s-1.1"}
PHONE = {"DestChannel": "PJSIP/6001-2", "DestUniqueid": "s-1.2"}


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({"Event": "FullyBooted", "Uptime": "12"}, FullyBooted(12)),
        ({"Event": "FullyBooted"}, FullyBooted(None)),
        ({"Event": "Shutdown", "Shutdown": "Cleanly"}, ShutdownBegan()),
        (
            {"Event": "Hangup", **CALLER, "Cause": "16"},
            ChannelHungUp("PJSIP/carrier-1", "s-1.1", "s-1.1", 16),
        ),
        (
            {"Event": "Hangup", **CALLER, "Cause": "?"},
            ChannelHungUp("PJSIP/carrier-1", "s-1.1", "s-1.1", 0),
        ),
        (
            {"Event": "DialBegin", **CALLER, **PHONE},
            DialBegan("PJSIP/carrier-1", "s-1.1", "s-1.1", "PJSIP/6001-2", "s-1.2"),
        ),
        (
            {"Event": "DialState", **CALLER, **PHONE, "DialStatus": "RINGING"},
            DialRang("PJSIP/carrier-1", "s-1.1", "s-1.1", "PJSIP/6001-2", "s-1.2"),
        ),
        (
            {"Event": "DialEnd", **CALLER, **PHONE, "DialStatus": "NOANSWER"},
            DialEnded("PJSIP/carrier-1", "s-1.1", "PJSIP/6001-2", "s-1.2", "NOANSWER"),
        ),
        (
            {"Event": "Hold", "Channel": "PJSIP/6001-2", "Uniqueid": "s-1.2", "Linkedid": "s-1.1"},
            HoldToggled("PJSIP/6001-2", "s-1.2", "s-1.1", on_hold=True),
        ),
        (
            {"Event": "Unhold", **CALLER},
            HoldToggled("PJSIP/carrier-1", "s-1.1", "s-1.1", on_hold=False),
        ),
        (
            {"Event": "DeviceStateChange", "Device": "PJSIP/6001", "State": "INUSE"},
            DeviceStateChanged("PJSIP/6001", "INUSE"),
        ),
        (
            {"Event": "CoreShowChannel", **CALLER, "ApplicationData": "4111111111111111"},
            ChannelListed("PJSIP/carrier-1", "s-1.1", "s-1.1"),
        ),
    ],
)
def test_a_consumed_event_becomes_its_type(fields: Fields, event: AmiEvent):
    """Each event that somebody consumes has a type with the fields that are needed."""
    assert event_of(fields) == event


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"Response": "Success"},
        {"Event": "VarSet", "Variable": "PIN", "Value": "1234"},
        {"Event": "Hangup"},
        {"Event": "DialBegin", **CALLER},
        {"Event": "DialEnd", **CALLER},
        {"Event": "DialState", **CALLER, "DialStatus": "RINGING"},
        {"Event": "DialState", **CALLER, **PHONE, "DialStatus": "PROCEEDING"},
        {"Event": "Hold", "Linkedid": "s-1.1"},
        {"Event": "DeviceStateChange", "State": "INUSE"},
        {"Event": "CoreShowChannel"},
        {"Event": []},
    ],
)
def test_nobodys_event_or_one_without_its_names_is_none(fields: Fields):
    """What cannot be used is ignored."""
    assert event_of(fields) is None


def test_a_repeated_key_counts_with_its_first_value():
    """A user event cannot turn itself into a hang-up, nor a double id break a reader."""
    assert event_of({"Event": ["UserEvent", "Hangup"], "Uniqueid": "s-1.1"}) is None
    hung_up = event_of({"Event": "Hangup", "Uniqueid": ["s-1.1", "s-9.9"]})
    assert hung_up == ChannelHungUp("", "s-1.1", "", 0)


KEYS = st.sampled_from(
    ["Uniqueid", "Linkedid", "DestUniqueid", "Cause", "DialStatus", "Device", "State", "Uptime"]
)


@given(
    st.sampled_from(sorted(CONSUMED)),
    st.dictionaries(KEYS, st.one_of(st.text(), st.lists(st.text(), max_size=3))),
)
def test_odd_values_never_raise(name: str, fields: dict[str, str | list[str]]):
    """Whatever the fields hold, the answer is an event or None."""
    event_of({"Event": name, **fields})
