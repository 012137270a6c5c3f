"""Holidays by country, as the rules ask for them."""

from datetime import date

import pytest

from callcenter_cti.config.public_holidays import PublicHolidays, refuse_unknown_place
from callcenter_cti.domain.calendars import DayKind


@pytest.mark.parametrize(
    ("places", "day", "kind"),
    [
        (("JP",), date(2026, 5, 4), DayKind.HOLIDAY),
        (("JP",), date(2026, 5, 7), DayKind.ORDINARY),
        (("CN",), date(2026, 2, 17), DayKind.HOLIDAY),
        (("CN",), date(2026, 2, 14), DayKind.MAKE_UP),  # a Saturday, for the Spring Festival
        (("HK",), date(2026, 2, 14), DayKind.ORDINARY),
        (("JP", "CN"), date(2026, 2, 17), DayKind.HOLIDAY),
        (("AU-NSW",), date(2026, 6, 8), DayKind.HOLIDAY),
        (("AU-QLD",), date(2026, 6, 8), DayKind.ORDINARY),  # it has the King's birthday later
    ],
)
def test_days_are_what_the_gazettes_say(places: tuple[str, ...], day: date, kind: DayKind) -> None:
    """China's make-up days included; a day off in one of the places is one."""
    assert PublicHolidays(places).kind(day) is kind


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("jp", "no holidays are known of `jp`, did you mean `JP`?"),
        ("??", "no holidays are known of `??`"),
        ("AU-NWS", "no holidays are known of the region `AU-NWS`, did you mean `AU-NSW`?"),
        ("AU-", "no holidays are known of the region `AU-`"),
    ],
)
def test_a_place_without_holidays_is_refused(place: str, said: str) -> None:
    """With the nearest that has some."""
    with pytest.raises(ValueError, match="no holidays") as refused:
        refuse_unknown_place(place)

    assert str(refused.value).startswith(said)
