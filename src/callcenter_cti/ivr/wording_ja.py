"""How Japanese says digits, numbers and amounts: as names of fragments, and what each says.

Numbers go by groups of four digits (万, 億). The last digit and the word it counts are one
fragment, because each changes the other: 四円 is ヨエン, 十件目 ジュッケンメ, 三百 サンビャク.
Yen have no decimals. Each value has a second form for the end of a sentence, where です runs into
its last word. Each text has its reading in katakana. Knows no sound files.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.prompts import Thing
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.wording import (
    LETTERS,
    Names,
    check_number,
    digit_names,
    ended_names,
    ended_texts,
    letter_names,
)

_MAN: Final = 10_000
_OKU: Final = 100_000_000
_ONES: Final = "〇一二三四五六七八九"
_ONE_READINGS: Final = (
    *("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー"),
)
_KEYED: Final = ("ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー")
"""Short ones are drawn out, as people do on the telephone."""
_HUNDREDS: Final = (
    *("ヒャク", "ニヒャク", "サンビャク", "ヨンヒャク", "ゴヒャク"),
    *("ロッピャク", "ナナヒャク", "ハッピャク", "キューヒャク"),
)
_THOUSANDS: Final = (
    *("セン", "ニセン", "サンゼン", "ヨンセン", "ゴセン"),
    *("ロクセン", "ナナセン", "ハッセン", "キューセン"),
)
_MONTHS: Final = (
    *("イチガツ", "ニガツ", "サンガツ", "シガツ", "ゴガツ", "ロクガツ"),
    *("シチガツ", "ハチガツ", "クガツ", "ジューガツ", "ジューイチガツ", "ジューニガツ"),
)
_DAYS: Final = (
    *("ツイタチ", "フツカ", "ミッカ", "ヨッカ", "イツカ", "ムイカ", "ナノカ", "ヨーカ"),
    *("ココノカ", "トーカ", "ジューイチニチ", "ジューニニチ", "ジューサンニチ", "ジューヨッカ"),
    *("ジューゴニチ", "ジューロクニチ", "ジューシチニチ", "ジューハチニチ", "ジュークニチ"),
    *("ハツカ", "ニジューイチニチ", "ニジューニニチ", "ニジューサンニチ", "ニジューヨッカ"),
    *("ニジューゴニチ", "ニジューロクニチ", "ニジューシチニチ", "ニジューハチニチ"),
    *("ニジュークニチ", "サンジューニチ", "サンジューイチニチ"),
)
_LETTER_READINGS: Final = (
    *("エー", "ビー", "シー", "ディー", "イー", "エフ", "ジー", "エイチ", "アイ", "ジェー"),
    *("ケー", "エル", "エム", "エヌ", "オー", "ピー", "キュー", "アール", "エス", "ティー"),
    *("ユー", "ブイ", "ダブリュー", "エックス", "ワイ", "ゼット"),
)
_KEN: Final = ("イッ", "ニ", "サン", "ヨン", "ゴ", "ロッ", "ナナ", "ハッ", "キュー")
_YEN: Final = ("イチ", "ニ", "サン", "ヨ", "ゴ", "ロク", "ナナ", "ハチ", "キュー")
_SHORT_TEN: Final = "ジュッ"
_TEN: Final = "ジュー"

_END: Final = Sentence("です。", "デス。")
_ENDING_FAMILIES: Final = ("count.", "currency.", "day.", "digit.")
_FAMILIES: Final[Mapping[str, tuple[str, str, tuple[str, ...], str]]] = {
    "yen": ("円", "エン", _YEN, _TEN),
    Thing.POINTS: ("ポイント", "ポイント", _ONE_READINGS[1:], _SHORT_TEN),
    Thing.POSITION: ("番目", "バンメ", _ONE_READINGS[1:], _TEN),
    Thing.ENTRY: ("件目", "ケンメ", _KEN, _SHORT_TEN),
}
"""What follows the number, its reading, and how 1 to 9 and 10 are read before it."""
_CURRENCIES: Final[Mapping[str, tuple[str, str, str]]] = {
    "AUD": ("オーストラリアドル", "オーストラリアドル", "セント"),
    "CNY": ("人民元", "ジンミンゲン", "フェン"),
    "EUR": ("ユーロ", "ユーロ", "セント"),
    "GBP": ("ポンド", "ポンド", "ペンス"),
    "HKD": ("香港ドル", "ホンコンドル", "セント"),
    "NZD": ("ニュージーランドドル", "ニュージーランドドル", "セント"),
    "SGD": ("シンガポールドル", "シンガポールドル", "セント"),
    "USD": ("米ドル", "ベードル", "セント"),
}
"""Unit, its reading, subunit. Any other currency but yen is spelt."""


def digits(text: str) -> Names:
    """Name the fragments of digits spoken one by one.

    Raises:
        ValueError: something else than ASCII digits.
    """
    return digit_names(text)


def number(value: int) -> Names:
    """Name the fragments of a cardinal.

    Raises:
        ValueError: below 0, or `NUMBER_LIMIT` and above.
    """
    check_number(value)
    if not value:
        return ("number.0",)
    hundred_millions, rest = divmod(value, _OKU)
    ten_thousands, ones = divmod(rest, _MAN)
    return (
        *((f"oku.{hundred_millions}",) if hundred_millions else ()),
        *_ten_thousands(ten_thousands),
        *_group(ones),
    )


def _ten_thousands(value: int) -> Names:
    if value in range(1, 11) or value == 1000:
        return (f"man.{value}",)
    return (*_group(value), "unit.man") if value else ()


def _group(value: int) -> Names:
    thousands, hundreds, tail = value // 1000, value // 100 % 10, value % 100
    return (
        *((f"number.{thousands}000",) if thousands else ()),
        *((f"number.{hundreds}00",) if hundreds else ()),
        *((f"number.{tail}",) if tail else ()),
    )


def count(value: int, thing: Thing) -> Names:
    """Name the fragments of a number with its counter, or of a place: 三ポイント, 三番目.

    Raises:
        ValueError: as `number`.
    """
    return _counted(value, thing)


def _counted(value: int, family: str) -> Names:
    check_number(value)
    tens, ones = value // 10 % 10 * 10, value % 10
    if ones or tens:
        last = ones or tens
        upper = value - value % 100
        return (
            *(number(upper) if upper else ()),
            *((f"number.{tens}",) if tens and ones else ()),
            f"count.{family}.{last}",
        )
    return (*number(value), f"count.{family}") if value else (f"count.{family}.0",)


def amount(money: Money) -> Names:
    """Name the fragments of an amount; a credit begins with マイナス.

    Raises:
        ValueError: `NUMBER_LIMIT` units and more.
    """
    whole, part = divmod(abs(money.minor), 10**money.minor_digits)
    sign = ("word.minus",) if money.minor < 0 else ()
    if money.currency == "JPY":
        return (*sign, *_counted(whole, "yen"))
    if money.currency not in _CURRENCIES:
        return (*sign, *_spelt(whole, part, money))
    unit = f"currency.{money.currency}"
    units = (*number(whole), unit) if whole or not part else ()
    parts = (*number(part), f"{unit}.part") if part else ()
    return (*sign, *units, *parts)


def _spelt(whole: int, part: int, money: Money) -> Names:
    decimals = digits(f"{part:0{money.minor_digits}d}") if part else ()
    point = ("word.point", *decimals) if decimals else ()
    return (*number(whole), *point, *letter_names(money.currency))


def day(value: date) -> Names:
    """Name the fragments of a day of the year: 三月, 五日."""
    return (f"month.{value.month}", f"day.{value.day}")


def ended(names: Names) -> Names:
    """Name the fragments of a value that ends its sentence: 三円です, 五日です, 七です."""
    return ended_names(names, families=_ENDING_FAMILIES, otherwise="word.is")


def ending() -> Sentence:
    """Return what `ended` adds: です at the end of a sentence."""
    return _END


def fragments() -> dict[str, Sentence]:
    """Return every fragment that the functions above can name, with its text and reading."""
    texts = _number_texts() | _counted_texts() | _amount_texts() | _other_texts()
    return texts | ended_texts(texts, families=_ENDING_FAMILIES, ending=_END)


def _number_texts() -> dict[str, Sentence]:
    return {
        **{f"digit.{n}": Sentence(text, text) for n, text in enumerate(_KEYED)},
        **{f"number.{n}": _below_hundred(n) for n in range(100)},
        **{f"number.{n}00": _scaled(n, "百", _HUNDREDS) for n in range(1, 10)},
        **{f"number.{n}000": _scaled(n, "千", _THOUSANDS) for n in range(1, 10)},
        **{
            f"man.{n}": Sentence(f"{_below_hundred(n).text}万", f"{_below_hundred(n).reading}マン")
            for n in range(1, 11)
        },
        **{f"oku.{n}": Sentence(f"{_ONES[n]}億", f"{_ONE_READINGS[n]}オク") for n in range(1, 10)},
        "man.1000": Sentence("一千万", "イッセンマン"),
        "unit.man": Sentence("万", "マン"),
    }


def _counted_texts() -> dict[str, Sentence]:
    texts: dict[str, Sentence] = {}
    for family, (word, reading, ones, ten) in _FAMILIES.items():
        name = f"count.{family}"
        texts[name] = Sentence(word, reading)
        texts[f"{name}.0"] = Sentence(f"ゼロ{word}", f"ゼロ{reading}")
        for n in range(1, 10):
            before = "" if n == 1 else _ONE_READINGS[n]
            texts[f"{name}.{n}"] = Sentence(f"{_ONES[n]}{word}", f"{ones[n - 1]}{reading}")
            tens = f"{_ONES[n] if n > 1 else ''}十{word}"
            texts[f"{name}.{n}0"] = Sentence(tens, f"{before}{ten}{reading}")
    return texts


def _amount_texts() -> dict[str, Sentence]:
    texts: dict[str, Sentence] = {}
    for currency, (unit, reading, part) in _CURRENCIES.items():
        texts[f"currency.{currency}"] = Sentence(unit, reading)
        texts[f"currency.{currency}.part"] = _kana(part)
    return texts | {
        **{f"letter.{x}": _kana(_LETTER_READINGS[n]) for n, x in enumerate(LETTERS)},
        "word.minus": _kana("マイナス"),
        "word.point": Sentence("点", "テン"),
        "word.is": _END,
    }


def _other_texts() -> dict[str, Sentence]:
    keys = {
        **{str(n): _ONE_READINGS[n] for n in range(10)},
        "star": "アスタリスク",
        "hash": "シャープ",
    }
    names = {**keys, **{str(n): str(n) for n in range(10)}}
    return {
        **{
            f"month.{n}": Sentence(f"{_below_hundred(n).text}月", reading)
            for n, reading in enumerate(_MONTHS, 1)
        },
        **{
            f"day.{n}": Sentence(f"{_below_hundred(n).text}日", reading)
            for n, reading in enumerate(_DAYS, 1)
        },
        **{
            f"press.{key}": Sentence(
                f"{names[key]}を押してください。", f"{keys[key]}ヲ オシテクダサイ。"
            )
            for key in keys
        },
    }


def _kana(text: str) -> Sentence:
    return Sentence(text, text)


def _scaled(value: int, unit: str, readings: tuple[str, ...]) -> Sentence:
    return Sentence(f"{_ONES[value] if value > 1 else ''}{unit}", readings[value - 1])


def _below_hundred(value: int) -> Sentence:
    tens, ones = divmod(value, 10)
    if not tens:
        text = "ゼロ" if not ones else _ONES[ones]
        return Sentence(text, _ONE_READINGS[ones])
    head = _ONES[tens] if tens > 1 else ""
    reading = f"{_ONE_READINGS[tens] if tens > 1 else ''}{_TEN}"
    if not ones:
        return Sentence(f"{head}十", reading)
    return Sentence(f"{head}十{_ONES[ones]}", f"{reading}{_ONE_READINGS[ones]}")
