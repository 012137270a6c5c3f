"""How Mandarin says digits, numbers and amounts: as names of fragments, and what each says.

Numbers go by groups of four digits (万, 亿); zeros inside a number are one 零. Two is 两 before a
measure word and as the first digit of thousands, 万 and 亿, and 二 everywhere else:
两元, 两千, 两万, but 二百, 十二, 一万二千, 第二. One is 幺 (yāo) in digits read one by one.
Renminbi have 元, 角 and 分, other currencies decimals. Knows no sound files.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.pattern import NO_ENDING
from callcenter_cti.ivr.prompts import Thing
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.wording import LETTERS, Names, check_number, digit_names, letter_names

_WAN: Final = 10_000
_YI: Final = 100_000_000
_ONES: Final = "零一二三四五六七八九"
_KEYED: Final = "零幺二三四五六七八九"
_WHOLE: Final = 10
"""Up to this a number and its measure word are one fragment: 一 changes its tone before it."""
_CURRENCIES: Final[Mapping[str, str]] = {
    "AUD": "澳元",
    "EUR": "欧元",
    "GBP": "英镑",
    "HKD": "港元",
    "JPY": "日元",
    "NZD": "新西兰元",
    "SGD": "新加坡元",
    "USD": "美元",
}
"""Beside renminbi. Any other currency is spelt."""
_MEASURES: Final[Mapping[Thing, tuple[str, str]]] = {
    Thing.POINTS: ("", "分"),
    Thing.POSITION: ("第", "位"),
    Thing.ENTRY: ("第", "笔"),
}
"""What comes before and after the number; after 第 it is an ordinal, which has no 两."""
_TONES: Final[Mapping[str, int]] = {
    **dict.fromkeys("百千元笔分角", 4),
    **dict.fromkeys("万亿", 2),
}
"""Tone of 一 before these."""
_LETTER_NAMES: Final = (
    *("诶", "比", "西", "迪", "伊", "艾弗", "吉", "艾尺", "艾", "杰", "开", "艾勒", "艾姆"),
    *("恩", "欧", "批", "丘", "阿尔", "艾斯", "提", "优", "维", "达布流", "艾克斯", "歪", "贼德"),
)


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
    hundred_millions, rest = divmod(value, _YI)
    ten_thousands, ones = divmod(rest, _WAN)
    return (
        *((f"yi.{hundred_millions}",) if hundred_millions else ()),
        *_ten_thousands(ten_thousands, first=not hundred_millions),
        *_last_group(ones, gap=bool(hundred_millions and not ten_thousands), first=value < _WAN),
    )


def _ten_thousands(value: int, *, first: bool) -> Names:
    if not value:
        return ()
    zero = () if first or value >= 1000 else ("number.0",)
    if value <= _WHOLE:
        return (*zero, f"wan.{value}" if first else f"wan.inner.{value}")
    return (*zero, *_group(value, first=first), "unit.wan")


def _last_group(value: int, *, gap: bool, first: bool) -> Names:
    """Name the last four digits.

    Args:
        value: 0 to 9999.
        gap: whether the group before it is all zeros.
        first: whether nothing comes before it.
    """
    if not value:
        return ()
    if first:
        return _group(value, first=True)
    if value < 10:
        return (f"zero.{value}",)
    zero = ("number.0",) if gap or value < 1000 else ()
    return (*zero, *_group(value, first=False))


def _group(value: int, *, first: bool) -> Names:
    """Name the fragments of 1 to 9999 without what tells the group."""
    thousands, hundreds, tail = value // 1000, value // 100 % 10, value % 100
    names: list[str] = []
    if thousands:
        names.append(f"number.{thousands}000" if first else f"number.inner.{thousands}000")
    if hundreds:
        names.append(f"number.{hundreds}00")
    if thousands and tail and not hundreds and tail >= 10:
        names.append("number.0")
    return (*names, *_tail(tail, alone=first and value < 100))


def _tail(value: int, *, alone: bool) -> Names:
    if not value:
        return ()
    if alone or value >= 20:
        return (f"number.{value}",)
    return (f"number.inner.{value}" if value >= 10 else f"zero.{value}",)


def count(value: int, thing: Thing) -> Names:
    """Name the fragments of a number with its measure word, or of a place: 三笔, 第三位.

    Raises:
        ValueError: as `number`.
    """
    before, _ = _MEASURES[thing]
    if 1 <= value <= _WHOLE:
        return (f"count.{thing}.{value}",)
    return (*(("word.di",) if before else ()), *number(value), f"count.{thing}")


def amount(money: Money) -> Names:
    """Name the fragments of an amount; a credit begins with 负.

    Raises:
        ValueError: `NUMBER_LIMIT` units and more.
    """
    whole, part = divmod(abs(money.minor), 10**money.minor_digits)
    sign = ("word.minus",) if money.minor < 0 else ()
    if money.currency == "CNY":
        return (*sign, *_renminbi(whole, part))
    known = money.currency in _CURRENCIES
    unit = (f"currency.{money.currency}",) if known else letter_names(money.currency)
    if part:
        decimals = (f"number.{digit}" for digit in f"{part:0{money.minor_digits}d}")
        return (*sign, *number(whole), "word.point", *decimals, *unit)
    return (*sign, *(("number.liang",) if whole == 2 and known else number(whole)), *unit)


def _renminbi(whole: int, part: int) -> Names:
    jiao, fen = divmod(part, 10)
    units = _yuan(whole) if whole or not part else ()
    tenths = (_first_or_later("jiao", jiao, first=not whole),) if jiao else ()
    zero = ("number.0",) if whole and fen and not jiao else ()
    hundredths = (_first_or_later("fen", fen, first=not whole and not jiao),) if fen else ()
    return (*units, *tenths, *zero, *hundredths)


def _yuan(value: int) -> Names:
    if 1 <= value <= _WHOLE:
        return (f"currency.CNY.{value}",)
    return (*number(value), "currency.CNY")


def _first_or_later(unit: str, value: int, *, first: bool) -> str:
    return f"{unit}.liang" if first and value == 2 else f"{unit}.{value}"


def day(value: date) -> Names:
    """Name the fragments of a day of the year: 三月, 五日."""
    return (f"month.{value.month}", f"day.{value.day}")


def ended(names: Names) -> Names:
    """Return the same: a Mandarin sentence ends with a pause."""
    return names


def ending() -> Sentence:
    """Return nothing: no word of Mandarin ends a sentence after a value."""
    return NO_ENDING


def fragments() -> dict[str, Sentence]:
    """Return every fragment that the functions above can name, with its text."""
    texts = _number_texts() | _measured_texts() | _amount_texts() | _other_texts()
    return {name: Sentence(text, _reading(text)) for name, text in texts.items()}


def _reading(text: str) -> str:
    """Give 一 the tone that it has before what it counts; not after 第."""
    if text[:1] != "一" or text[1:2] not in _TONES:
        return ""
    return f"yi{_TONES[text[1]]}{text[1:]}"


def _number_texts() -> dict[str, str]:
    thousands = {n: f"{_measured(n)}千" for n in range(1, 10)}
    return {
        # Syllables are short: without a pause nobody could write them down.
        **{f"digit.{digit}": f"{text}\uff0c" for digit, text in enumerate(_KEYED)},
        **{f"number.{n}": _below_hundred(n) for n in range(100)},
        **{f"number.inner.{n}": f"一{_below_hundred(n)}" for n in range(10, 20)},
        **{f"number.{n}00": f"{_ONES[n]}百" for n in range(1, 10)},
        **{f"number.{n}000": text for n, text in thousands.items()},
        **{f"number.inner.{n}000": f"{_ONES[n]}千" for n in range(1, 10)},
        **{f"zero.{n}": f"零{_ONES[n]}" for n in range(1, 10)},
        **{f"wan.{n}": f"{_measured(n)}万" for n in range(1, _WHOLE + 1)},
        **{f"wan.inner.{n}": f"{_ONES[n]}万" for n in range(1, _WHOLE)},
        f"wan.inner.{_WHOLE}": "一十万",
        **{f"yi.{n}": f"{_measured(n)}亿" for n in range(1, 10)},
        "unit.wan": "万",
        "number.liang": "两",
    }


def _measured_texts() -> dict[str, str]:
    texts = {f"count.{thing}": after for thing, (_, after) in _MEASURES.items()}
    for thing, (before, after) in _MEASURES.items():
        for n in range(1, _WHOLE + 1):
            spoken = _below_hundred(n) if before else _measured(n)
            texts[f"count.{thing}.{n}"] = f"{before}{spoken}{after}"
    return texts | {"word.di": "第"}


def _amount_texts() -> dict[str, str]:
    return {
        **{f"currency.{currency}": text for currency, text in _CURRENCIES.items()},
        "currency.CNY": "元",
        **{f"currency.CNY.{n}": f"{_measured(n)}元" for n in range(1, _WHOLE + 1)},
        **{f"jiao.{n}": f"{_ONES[n]}角" for n in range(1, 10)},
        **{f"fen.{n}": f"{_ONES[n]}分" for n in range(1, 10)},
        "jiao.liang": "两角",
        "fen.liang": "两分",
        **{f"letter.{letter}": _LETTER_NAMES[n] for n, letter in enumerate(LETTERS)},
        "word.minus": "负",
        "word.point": "点",
    }


def _other_texts() -> dict[str, str]:
    keys = {str(digit): text for digit, text in enumerate(_ONES)}
    names = keys | {"star": "星号键", "hash": "井号键"}
    return {
        **{f"month.{n}": f"{_below_hundred(n)}月" for n in range(1, 13)},
        **{f"day.{n}": f"{_below_hundred(n)}日" for n in range(1, 32)},
        **{f"press.{key}": f"请按{name}。" for key, name in names.items()},
    }


def _below_hundred(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _ONES[ones]
    return f"{_ONES[tens] if tens > 1 else ''}十{_ONES[ones] if ones else ''}"


def _measured(value: int) -> str:
    return "两" if value == 2 else _below_hundred(value)
