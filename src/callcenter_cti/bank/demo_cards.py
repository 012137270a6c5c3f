"""The demo's cards, with their numbers and PINs in clear: what the demo and the tests dial.

No card of a real bank: the numbers begin with 400000, which payment systems keep for tests.
Nothing here may be copied into a database that serves real customers.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from callcenter_cti.bank.card_changes import Expiry
from callcenter_cti.bank.card_services import CardState
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
    state: CardState
    """As stored: a card that ran out is active, and its expiry says the rest."""
    expires_in: int
    """Months from the day of seeding; negative for a card that has expired."""
    birthday: date
    region: str
    """Whose dispute team serves him."""
    phone: str
    """Digits with country code, as carriers deliver a caller's number."""
    email: str
    """Empty when the bank has none."""
    has_address: bool
    points: int | None
    """None for a card without the programme."""
    expiring: int
    """Points that expire 40 days after the seeding."""

    def expiry(self, today: date) -> Expiry:
        """The expiry date on the card, for a bank that was seeded on that day."""
        years, month = divmod(today.month - 1 + self.expires_in, 12)
        return Expiry(month + 1, today.year + years)

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

_Row = tuple[str, Product, Tier, Language, int, str, str, int, int]

# Name, product, tier, language, customer since, PIN, currency, balance, available (minor units).
_ROWS: Final[tuple[_Row, ...]] = (
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
    ("劉淑芬", _DEBIT, _VALUED, _ZH, 2018, "8416", "HKD", 3_764_190, 3_764_190),
    ("佐藤健一", _BLACK, _PREFERRED, _JA, 2003, "3159", "JPY", 1_284_500, 6_715_500),
    ("鈴木花子", _PLATINUM, _PREFERRED, _JA, 2008, "7682", "JPY", 326_780, 1_673_220),
    ("高橋直樹", _GOLD, _VALUED, _JA, 2012, "4925", "JPY", 158_240, 841_760),
    ("田中美咲", _STANDARD, Tier.STANDARD, _JA, 2020, "1068", "JPY", 47_315, 252_685),
    ("渡辺誠", _BUSINESS, _PRIVATE, _JA, 2007, "5397", "JPY", 2_045_900, 7_954_100),
    ("伊藤由美", _DEBIT, Tier.STANDARD, _JA, 2019, "9713", "JPY", 612_408, 612_408),
    ("Elizabeth Fairweather", _GOLD, _PREFERRED, _EN, 2009, "2480", "SGD", 0, 1_500_000),
    ("Thomas Lindqvist", _STANDARD, _VALUED, _EN, 2015, "6839", "USD", 73_118, 426_882),
    ("Harriet Coleman", _GOLD, _VALUED, _EN, 2026, "3586", "AUD", 0, 800_000),
    ("吳家豪", _STANDARD, Tier.STANDARD, _ZH, 2026, "7294", "HKD", 0, 2_000_000),
    ("小林翔", _GOLD, _VALUED, _JA, 2026, "9041", "JPY", 0, 1_000_000),
    ("Victor Delacroix", _STANDARD, _VALUED, _EN, 2017, "6217", "AUD", 88_040, 211_960),
    ("Edith Marlow", _PLATINUM, _PREFERRED, _EN, 2002, "4738", "AUD", 120_500, 1_379_500),
    ("Samuel Okafor", _STANDARD, Tier.STANDARD, _EN, 2023, "8165", "AUD", 15_925, 284_075),
    ("Nora Lindgren", _GOLD, _VALUED, _EN, 2018, "5923", "AUD", 310_775, 489_225),
)

_REGIONS: Final = {
    "AUD": "sydney", "HKD": "hongkong", "JPY": "tokyo", "SGD": "singapore", "USD": "seattle",
}  # fmt: skip
_AREAS: Final = {"AUD": "612", "HKD": "852", "JPY": "813", "SGD": "656", "USD": "1206"}


@dataclass(frozen=True, slots=True)
class _Own:
    state: CardState = CardState.ACTIVE
    expires_in: int = 0
    programme: bool = True
    points: int = 0
    expiring: int = 0
    email: str | None = None
    has_address: bool = True
    shares_phone: bool = False


# What the last ones have of their own; all others hold an active card with everything.
_OWN: Final[dict[str, _Own]] = {
    "Margaret Ashworth": _Own(points=48_250, expiring=6_500),
    "Oliver Pemberton": _Own(points=4_200),
    "Harriet Coleman": _Own(state=CardState.INACTIVE),
    "吳家豪": _Own(state=CardState.INACTIVE),
    "小林翔": _Own(state=CardState.INACTIVE),
    "Victor Delacroix": _Own(state=CardState.BLOCKED),
    "Edith Marlow": _Own(expires_in=-2),
    "Samuel Okafor": _Own(programme=False, has_address=False, shares_phone=True),
    "Nora Lindgren": _Own(email="", shares_phone=True),
}


def _demo_card(index: int, row: _Row) -> DemoCard:
    name, product, tier, language, since, pin, currency, balance, available = row
    own = _OWN.get(name, _Own())
    collects = own.programme and product is not Product.DEBIT
    return DemoCard(
        customer_id=CustomerId(f"C{100_000 + index}"),
        name=name,
        product=product,
        tier=tier,
        language=language,
        customer_since=since,
        number=_number(index),
        pin=pin,
        balance=Money(balance, currency),
        available=Money(available, currency),
        state=own.state,
        expires_in=own.expires_in or 7 + 3 * (index % 12),
        birthday=date(1950 + 7 * index % 50, 1 + index % 12, 1 + 11 * index % 28),
        region=_REGIONS[currency],
        phone=f"{_AREAS[currency]}5550{100 if own.shares_phone else 100 + index}",
        email=own.email if own.email is not None else f"c{100_000 + index}@example.com",
        has_address=own.has_address,
        points=(own.points or 9_000 * (index % 11)) if collects else None,
        expiring=own.expiring,
    )


DEMO_CARDS: Final = tuple(_demo_card(index, row) for index, row in enumerate(_ROWS, start=1))
"""Every product in every language, every tier, every state; the first is the one to dial first."""
