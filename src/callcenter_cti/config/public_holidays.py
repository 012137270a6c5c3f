"""Public holidays and make-up working days by country, from the `holidays` library.

The library is data made by people: a year whose holidays a country has not published yet (China
does so in November before) has the ones that are sure, and no make-up days.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays

from callcenter_cti.config.findings import suggestion
from callcenter_cti.domain.calendars import DayKind


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The holidays of some places: a day off in any of them is one."""

    places: tuple[str, ...]
    """``JP``, ``AU-NSW``: as in ISO 3166."""

    def kind(self, day: date) -> DayKind:
        """Return what kind of day it is; years are looked up when they are asked for."""
        calendars = [_of(place) for place in self.places]
        if any(day in one for one in calendars):
            return DayKind.HOLIDAY
        if any(day in one.weekend_workdays for one in calendars):
            return DayKind.MAKE_UP
        return DayKind.ORDINARY


@cache
def _of(place: str) -> holidays.HolidayBase:
    country, _, region = place.partition("-")
    return holidays.country_holidays(country, subdiv=region or None)


def refuse_unknown_place(place: str) -> None:
    """Check a country, perhaps with a region.

    Raises:
        ValueError: there are no holidays for it; the text names the nearest that has some.
    """
    country, dash, region = place.partition("-")
    known = holidays.list_supported_countries()
    if country not in known:
        raise ValueError(
            f"no holidays are known of `{country}`{suggestion(country.upper(), known)}"
        )
    if dash and region not in known[country]:
        near = suggestion(place.upper(), [f"{country}-{one}" for one in known[country]])
        raise ValueError(f"no holidays are known of the region `{place}`{near}")
