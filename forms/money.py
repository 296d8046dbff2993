"""Money in words and figures: minor units, currency signs, grouping, and 大写 for Chinese documents."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

DEFAULT = "CNY"
DIGITS = {"CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "TWD": 2, "SGD": 2, "AUD": 2, "CAD": 2,
          "CHF": 2, "MYR": 2, "THB": 2, "INR": 2, "JPY": 0, "KRW": 0, "VND": 0}
SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "SGD": "S$",
           "AUD": "A$", "CAD": "C$", "JPY": "JP¥", "KRW": "₩"}
TOO_MUCH = Decimal(10) ** 13
FIGURES = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def major(minor: int, currency: str) -> Decimal:
    """The amount in the unit people speak of."""
    return Decimal(minor).scaleb(-DIGITS.get(currency, 2))


def grouped(amount: Decimal) -> str:
    """1234500.5 as 1,234,500.5."""
    return format(amount, ",f")


def shown(money: Any) -> str:
    """{"amount_minor": 123450, "currency": "CNY"} as ¥1,234.50."""
    if not isinstance(money, Mapping) or not isinstance(money.get("amount_minor"), int):
        return ""
    currency = str(money.get("currency") or DEFAULT)
    digits = DIGITS.get(currency, 2)
    amount = major(money["amount_minor"], currency)
    sign = "-" if amount < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{sign}{symbol}{abs(amount):,.{digits}f}"


def in_chinese_words(minor: int) -> str:
    """Fen as 大写: 123450 is 壹仟贰佰叁拾肆元伍角整."""
    yuan, rest = divmod(abs(minor), 100)
    jiao, fen = divmod(rest, 10)
    words = _integer_words(yuan) + "元" if yuan else ""
    if jiao:
        words += FIGURES[jiao] + "角"
    elif fen and yuan:
        words += "零"
    words += FIGURES[fen] + "分" if fen else "整"
    if not yuan and not rest:
        words = "零元整"
    return ("负" if minor < 0 else "") + words


def _integer_words(number: int) -> str:
    words, gap = "", False
    for place in range(len(GROUPS) - 1, -1, -1):
        part = number // 10_000 ** place % 10_000
        if part == 0:
            gap = bool(words)
            continue
        if words and (gap or part < 1_000):
            words += "零"
        words += _four_words(part) + GROUPS[place]
        gap = False
    return words


def _four_words(number: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        figure = number // 10 ** place % 10
        if figure == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + FIGURES[figure] + PLACES[place]
        gap = False
    return words
