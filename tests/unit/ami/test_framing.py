"""Messages come out of bytes however those are cut."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.ami.framing import Framer, event_name, fields_of, first

STREAM = (
    b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: 1\r\n\r\n"
    b"Event: Newstate\r\nCallerIDName: J\xc3\xbcrg \xe6\x9d\x8e\r\n\r\n"
    b"Event: Hangup\r\nUniqueid: sydney-1.2\r\nCause: 16\r\n\r\n"
)


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_any_split_gives_the_same_messages(cuts: list[int]):
    """Where the network cuts the stream does not matter, inside a character neither."""
    framer, whole = Framer(1000), Framer(1000)
    places = [0, *sorted(cuts), len(STREAM)]

    messages = [
        message
        for start, end in itertools.pairwise(places)
        for message in framer.feed(STREAM[start:end])
    ]

    assert messages == whole.feed(STREAM)
    assert len(messages) == 3
    assert fields_of(messages[1])["CallerIDName"] == "Jürg 李"


@given(st.lists(st.binary(max_size=50), max_size=20), st.integers(0, 40))
def test_any_bytes_are_survived_within_the_bound(chunks: list[bytes], bound: int):
    """Arbitrary bytes raise nothing, and no more than the bound is kept."""
    framer = Framer(bound)

    for chunk in chunks:
        for message in framer.feed(chunk):
            assert len(message) <= bound
            assert all(key for key in fields_of(message))
        assert len(framer._buffer) <= max(bound, 3)


@given(st.integers(1, 500), st.integers(1, 64))
def test_a_message_beyond_the_bound_is_skipped_and_counted_once(size: int, step: int):
    """What follows an oversized message is read."""
    framer = Framer(100)
    stream = b"x" * (100 + size) + b"\r\n\r\nEvent: Hangup\r\n\r\n"

    messages = []
    for start in range(0, len(stream), step):
        messages += framer.feed(stream[start : start + step])

    assert messages == [b"Event: Hangup"]
    assert framer.oversized_count == 1


def test_a_key_that_repeats_becomes_a_list():
    """All values are kept; the first is Asterisk's own."""
    fields = fields_of(b"Event: UserEvent\r\nEvent: Hangup\r\nEvent: Third")

    assert fields == {"Event": ["UserEvent", "Hangup", "Third"]}
    assert first(fields, "Event") == "UserEvent"


def test_a_line_without_a_colon_is_left_out():
    """Odd lines cost nothing but themselves."""
    fields = fields_of(b"Event: Hangup\r\nnonsense\r\n: no key\r\nCause:16\r\nLinkedid:")

    assert fields == {"Event": "Hangup", "Cause": "16", "Linkedid": ""}


def test_bytes_that_are_not_utf8_cost_one_character():
    """A Latin-1 name is readable but for its accents."""
    assert fields_of(b"CallerIDName: J\xfcrg")["CallerIDName"] == "J\ufffdrg"


def test_an_events_name_is_read_without_its_fields():
    """Only an event has one, in its first line."""
    assert event_name(b"Event: VarSet\r\nVariable: X") == "VarSet"
    assert event_name(b"Response: Success") is None


def test_first_of_an_empty_or_missing_field_is_empty():
    """Nothing raises on an odd mapping."""
    assert first({"A": []}, "A") == ""
    assert first({}, "A") == ""
