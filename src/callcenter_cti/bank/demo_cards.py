"""The demo's cards, with their numbers and PINs in clear: what the demo and the tests dial.

No card of a real bank: the numbers begin with 400000, which payment systems keep for tests.
Nothing here may be copied into a database that serves real customers.
"""

from dataclasses import dataclass, field
from typing import Final

from callcenter_cti.domain.cards import CardNumber, Pin, luhn_valid
from callcenter_cti.domain.customers import Language, Product, Tier
from callcenter_cti.domain.identifiers import CustomerId
from callcenter_cti.domain.money import Money

_TEST_RANGE: Final = "400000"


@dataclass(frozen=True, slots=True)
class DemoCard:
    """A customer of the demo bank with his one card."""

    customer_id: CustomerId
    name: str
    product: Product
    tier: Tier
    language: Language
    customer_since: int
    number: str = field(repr=False)
    """16 digits with a valid check digit."""
    pin: str = field(repr=False)
    balance: Money
    available: Money

    @property
    def card_number(self) -> CardNumber:
        """The number as a bank is handed it."""
        return CardNumber(self.number)

    @property
    def card_pin(self) -> Pin:
        """The PIN as a bank is handed it."""
        return Pin(self.pin)


def _number(index: int) -> str:
    body = f"{_TEST_RANGE}{index * 1_379_713 % 10**9:09d}"
    return next(body + digit for digit in "0123456789" if luhn_valid(body + digit))


_BLACK, _PLATINUM, _GOLD = Product.BLACK, Product.PLATINUM, Product.GOLD
_STANDARD, _BUSINESS, _DEBIT = Product.STANDARD, Product.BUSINESS, Product.DEBIT
_PRIVATE, _PREFERRED, _VALUED = Tier.PRIVATE, Tier.PREFERRED, Tier.VALUED
_EN, _ZH, _JA = Language.ENGLISH, Language.CHINESE, Language.JAPANESE

# Name, product, tier, language, customer since, PIN, currency, balance, available (minor units).
_ROWS: Final = (
    ("Margaret Ashworth", _PLATINUM, _PREFERRED, _EN, 2004, "4071", "AUD", 248_765, 1_251_235),
    ("Oliver Pemberton", _STANDARD, Tier.STANDARD, _EN, 2021, "8352", "AUD", 41_290, 258_710),
    ("Charlotte Nguyen", _BLACK, _PRIVATE, _EN, 1998, "2946", "AUD", 1_873_420, 8_126_580),
    ("Daniel O'Rourke", _GOLD, _VALUED, _EN, 2013, "6183", "AUD", 96_455, 703_545),
    ("Priya Raman", _BUSINESS, _PREFERRED, _EN, 2011, "7520", "AUD", 562_380, 1_937_620),
    ("Jack Morrison", _DEBIT, Tier.STANDARD, _EN, 2022, "3914", "AUD", 183_075, 183_075),
    ("陳美玲", _BLACK, _PRIVATE, _ZH, 2001, "5708", "HKD", 9_450_000, 40_550_000),
    ("黃志強", _PLATINUM, _PRIVATE, _ZH, 2006, "1837", "HKD", 2_318_640, 9_681_360),
    ("李嘉欣", _GOLD, _PREFERRED, _ZH, 2010, "9264", "HKD", 785_200, 3_214_800),
    ("王建國", _STANDARD, _VALUED, _ZH, 2016, "6045", "HKD", 126_330, 1_373_670),
    ("張偉明", _BUSINESS, _VALUED, _ZH, 2014, "2791", "HKD", 4_120_575, 10_879_425),
    ("劉淑芬", _DEBIT, _VALUED, _ZH, 2018, "8406", "HKD", 3_764_190, 3_764_190),
    ("佐藤健一", _BLACK, _PREFERRED, _JA, 2003, "3159", "JPY", 1_284_500, 6_715_500),
    ("鈴木花子", _PLATINUM, _PREFERRED, _JA, 2008, "7682", "JPY", 326_780, 1_673_220),
    ("高橋直樹", _GOLD, _VALUED, _JA, 2012, "4925", "JPY", 158_240, 841_760),
    ("田中美咲", _STANDARD, Tier.STANDARD, _JA, 2020, "1068", "JPY", 47_315, 252_685),
    ("渡辺誠", _BUSINESS, _PRIVATE, _JA, 2007, "5397", "JPY", 2_045_900, 7_954_100),
    ("伊藤由美", _DEBIT, Tier.STANDARD, _JA, 2019, "9713", "JPY", 612_408, 612_408),
    ("Elizabeth Fairweather", _GOLD, _PREFERRED, _EN, 2009, "2480", "SGD", 0, 1_500_000),
    ("Thomas Lindqvist", _STANDARD, _VALUED, _EN, 2015, "6839", "USD", 73_118, 426_882),
)

DEMO_CARDS: Final = tuple(
    DemoCard(
        CustomerId(f"C{100_000 + index}"), name, product, tier, language, since,
        _number(index), pin, Money(balance, currency), Money(available, currency),
    )
    for index, (name, product, tier, language, since, pin, currency, balance, available)
    in enumerate(_ROWS, start=1)
)  # fmt: skip
"""Every product in every language, every tier; the first is the one to dial first."""
