"""The memory of dialled phones is bounded and forgets with the channel."""

from callcenter_cti.asterisk.dialled_phones import DialledPhones


def test_the_oldest_goes_when_there_are_too_many():
    """Channels whose hang-up was never seen do not pile up."""
    phones = DialledPhones(most=2)

    for name in "abc":
        phones.dialled(name)

    assert not phones.forget("a")
    assert phones.forget("b")
    assert phones.forget("c")


def test_a_phone_rings_for_the_first_time_once():
    """Also when its dial was never seen."""
    phones = DialledPhones()
    phones.dialled("a")

    assert phones.rings_first("a")
    phones.dialled("a")
    assert not phones.rings_first("a")
    assert phones.rings_first("b")
    assert not phones.rings_first("b")
