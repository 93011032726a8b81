"""Quantities that are written in a roundabout way, in plain signs: `**95%**`, `3億5000万`, `2h 30m`, `10 ± 2`, `百分之九十五`, `毎月5件`.

What comes in: a text with one kind of space and digit. What goes out: the same quantity in signs that `phrases` takes apart, and what it is per
where that stood elsewhere. What is not surely one of these is left as it is. Knows no words but those that belong to the signs.
"""

from __future__ import annotations

import re
from decimal import Decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_ODD: Final = r"[*_`~\"'“”„«»‘•<>\[\]&\\±=%°×]|\+/?-|[0-9] ?[hdmj]|percent|perzent|процентил|[\u0600-\u06ff\u2e80-\uffef]|[0-9] ?(?:std|st|ч|мин)|[Xx][0-9]|,[-–—]|R ?[0-9]|[pP][0-9]|\(out of|\(von |\(sur "
"""Without any of these a text is none of what is rewritten here."""
_HAN: Final = {
    sign: value
    for value, signs in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_NO_NUMBERS: Final = ("千万", "百万", "十万", "千萬", "百萬", "十萬", "百千", "千百", "十千")
_SMALL: Final = {"十": 10, "십": 10, "百": 100, "백": 100, "千": 1000, "천": 1000}
_GREAT: Final = {
    "万": 10**4,
    "萬": 10**4,
    "만": 10**4,
    "億": 10**8,
    "亿": 10**8,
    "억": 10**8,
    "兆": 10**12,
    "조": 10**12,
}
_SCALES: Final = "".join({**_SMALL, **_GREAT})
_DIGITS: Final = "[0-9]+(?:,[0-9]{3})*"
_COMPOSED: Final = rf"{_DIGITS} ?[{_SCALES}](?: ?(?:{_DIGITS})?[{_SCALES}])+(?:[0-9]{{1,4}}(?![0-9.,%]))?|{_DIGITS}[{_SCALES}][0-9]{{1,4}}(?![0-9.,%])"
_HAN_NUMBER: Final = f"[{''.join(_HAN)}十百千万萬億亿]{{1,12}}"
_LOOSE: Final = "[一二两兩三四五六七八九]{2}"
_EDGE: Final = r"(?=$|[ ,、以未超的を。.（(]|左右|程度)"
_HOURS: Final = (
    r"h|hrs?|hours?|std\.?|stunden?|heures?|horas?|or[ae]|uur|ч|час(?:а|ов)?|ساع(?:ات|ة|تان|تين)|時間|小时|小時|시간"
)
_MINUTES: Final = r"m|mins?|minut(?:e[ns]?|os?|i|y)?|мин(?:ут[аы]?)?|دقيقة|دقائق|分钟|分鐘|分|분"
_SECONDS: Final = r"s|secs?|seconds?|sekunden?|secondes?|segundos?|secondi|сек(?:унд[аы]?)?|ثانية|ثواني|秒|초"
_DAYS: Final = r"d|days?|tage?n?|jours?|j|días?|dias?|giorn[oi]|dag(?:en)?|дн(?:я|ей)|день|أيام|يوم(?:ًا|ا)?"
_AND: Final = r",? ?(?:and |und |et |y |e |en |и |و ?)?"
_PERIODS: Final = {
    "毎日": "day", "每天": "day", "每日": "day", "매일": "day", "毎週": "week", "每周": "week", "每週": "week", "매주": "week",
    "毎月": "month", "每月": "month", "每个月": "month", "月間": "month", "月间": "month", "매월": "month", "매달": "month",
    "毎四半期": "quarter", "每季度": "quarter", "每季": "quarter", "매분기": "quarter", "毎年": "year", "每年": "year", "年間": "year",
    "분기별": "quarter", "분기": "quarter", "월별": "month", "주별": "week", "연별": "year", "매년": "year", "연간": "year", "주": "week", "월": "month", "연": "year", "1日": "day", "一日": "day", "月": "month", "週": "week", "周": "week", "年": "year",
}  # fmt: skip
_COUNTERS: Final = "回次件本人名個个社冊篇건회번명개"
_PERCENTILE: Final = r"(?i)\b[pP]?[0-9]{1,2}(?:\.[0-9]+)?(?:th|st|nd|rd|\.|e|º|-й)? ?(?=percentiles?\b|perzentil|centile|percentil|percentiel|процентил)"
_MARKED: Final = r"(?<![\w*`])(\*{1,3}|_{1,2}|`|==)(?=\S)([^*`]+?)(?<=\S)\1(?![\w*`])"
_PLUS_MINUS: Final = (
    r"([0-9]{1,15}(?:\.[0-9]{1,6})?) ?(%?) ?(?:±|\+/-|\+-) ?([0-9]{1,15}(?:\.[0-9]{1,6})?) ?(%?)(?: ?([^\d<>=≥≤%]+))?"
)
_ENTITIES: Final = {"&gt;": ">", "&lt;": "<", "&ge;": "≥", "&le;": "≤", "&nbsp;": " ", "&amp;": "&", "&euro;": "€"}
_PER_MANY: Final = r"(.*[0-9][^/]*?) ?(?:\bper\b|/|\bpro\b|\bpar\b|\bpor\b|لكل|на|(?<=\b1 )in\b) ?(10{2,6}|10{0,2}(?:[,' .]000){1,2})(?: ([^\d]+))?"
_PER_SOME: Final = (
    r"(.*[0-9][^/]*?) (?:per|pro|par|por|لكل|на) ([1-9]0{2,6}|[1-9][0-9]{0,2}(?:[,' .]000){1,2}) ([^\d]+)"
)
_PRICE: Final = r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[-–—]{1,2}(?=$| ?(?:[€$£]|[A-Za-z]{3}\b))"
_RAND: Final = r"(?<![\w$])R ?(?=[0-9]{3}|[0-9]{1,3}(?:[ ,.][0-9]{3})*(?:\.[0-9]+)? ?(?:k|m|bn|million|billion)\b)"
_OUT_OF: Final = r" \((?:out of|von|sur|de un máximo de) ([0-9]{1,3})\)$"
_SELDOM: Final = r",[-–—]|R ?[0-9]|[pP][0-9]|\((?:out of|von|sur|de un) "
_BEHIND_UNIT: Final = r"(?<=[A-Za-z%]) p(?:50|75|90|95|99)(?:\.[0-9]{1,2})?$"


def plain_spelling(text: str) -> tuple[str, str | None]:
    """The same quantity in plain signs, and what it is per."""
    if many := re.fullmatch(_PER_MANY, text) or re.fullmatch(_PER_SOME, text):
        return many[1], " ".join(filter(None, (re.sub("[^0-9]", "", many[2]), many[3])))
    if not re.search(_ODD, text):
        return text, None
    text = re.sub(_PERCENTILE, "", _without_marks(text))
    if re.search(_SELDOM, text):
        text = re.sub(_BEHIND_UNIT, "", text, flags=re.IGNORECASE)
        text = re.sub(_OUT_OF, r"/\1", text)
        text = re.sub(_PRICE, lambda found: found[1].replace(".", ""), text)
        text = re.sub(_RAND, "ZAR ", text)
    if not text.isascii():
        text = re.sub(_COMPOSED, lambda found: str(_composed(found[0]) or found[0]), text)
        text = _counted_in_han(_tenths(text))
    text = _times(text)
    if sides := re.fullmatch(_PLUS_MINUS, text):
        text = _around(sides) or text
    if multiple := re.fullmatch("[xX×]([0-9]{1,3})", text):
        text = f"{multiple[1]}x"
    return _without_period(text)


def _without_marks(text: str) -> str:
    """Without Markdown's emphasis, links, code and what is struck out, and HTML's."""
    if "&" in text:
        for entity, sign in _ENTITIES.items():
            text = text.replace(entity, sign)
    text = re.sub(r"\\([<>=%~*_#+.-])", r"\1", text)
    text = re.sub(r"</?(?:b|i|u|em|strong|mark|code|span)>", "", text)
    text = re.sub(r"~~[^~]+~~", "", text)
    text = re.sub(r"\[([^\[\]]+)\]\([^()\s]+\)", r"\1", text)
    text = re.sub(r"^[\"'“”„«»‘’「『]+ ?(.+?) ?[\"'“”«»‘’」』]+$", r"\1", text.removeprefix("• "))
    for _ in range(3):
        text, marked = re.subn(_MARKED, r"\2", text)
        if not marked:
            break
    return " ".join(text.split())


def _composed(written: str) -> int | None:
    """`3億5000万`: the sum of its parts; nothing where they do not get smaller."""
    whole, part, least = 0, 0, 10**16
    for digits, scale in re.findall(rf"({_DIGITS})? ?([{_SCALES}])", written):
        number = int(digits.replace(",", "")) if digits else 0
        if scale in _SMALL:
            part += (number or 1) * _SMALL[scale]
            continue
        great = _GREAT[scale]
        if great >= least or not part + number:
            return None
        whole, part, least = whole + (part + number) * great, 0, great
    rest = re.search("[0-9]+$", written)
    return whole + part + (int(rest[0]) if rest else 0)


def _tenths(text: str) -> str:
    """`百分之九十五`, `三成`, `3割5分`: percentages; and numbers in Chinese signs of two or more."""
    text = re.sub(
        rf"百分之({_HAN_NUMBER}|[0-9.]+)",
        lambda found: f"{_han(found[1])}%" if not re.search(_LOOSE, found[1]) else found[0],
        text,
    )
    text = re.sub(
        rf"(?<![{''.join(_HAN)}十百千0-9.])([{''.join(_HAN)}1-9])(?:成(半)?|割(?:([{''.join(_HAN)}1-9])分)?){_EDGE}",
        lambda found: f"{int(_han(found[1])) * 10 + (5 if found[2] else int(_han(found[3])) if found[3] else 0)}%",
        text,
    )
    return re.sub(
        rf"(?<![\w第])(?=[^万億亿萬百千])({_HAN_NUMBER})(?=[{_COUNTERS}%天日人]{_EDGE})",
        lambda found: _han(found[1]),
        text,
    )


def _counted_in_han(text: str) -> str:
    """Numbers in Chinese signs that are all of a text, or follow a period: `二十五家`, `每年一次`."""
    text = re.sub(
        rf"^([每毎]?个?(?:年|月|周|週|天|日|季度|半年)) ?({_HAN_NUMBER})(?=[回次])",
        lambda found: found[1] + _han(found[2]),
        text,
    )
    whole = re.fullmatch(rf"({_HAN_NUMBER})([{_COUNTERS}家户戶項项天日人円元%]?)", text)
    is_number = (
        whole is not None and len(whole[1]) > 1 and re.search("[十百千]", whole[1]) and whole[1] not in _NO_NUMBERS
    )
    return f"{_han(whole[1])}{whole[2]}" if whole and is_number else text


def _han(written: str) -> str:
    """A number in Chinese signs; what is in digits stays."""
    if re.fullmatch("[0-9.]+", written):
        return written
    if re.search(_LOOSE, written):
        return written  # 二三: two or three
    whole, part, digit = 0, 0, 0
    for sign in written:
        if sign in _HAN:
            digit = digit * 10 + _HAN[sign]
        elif sign in _SMALL:
            part, digit = part + (digit or 1) * _SMALL[sign], 0
        else:
            whole, part, digit = whole + (part + digit or 1) * _GREAT[sign], 0, 0
    return str(whole + part + digit)


def _times(text: str) -> str:
    """`2h 30m`: one number of the smaller unit."""
    for larger, count, smaller, unit in (
        (_DAYS, 24, _HOURS, "h"),
        (_HOURS, 60, _MINUTES, "min"),
        (_MINUTES, 60, _SECONDS, "s"),
    ):
        found = re.search(
            rf"(?<![\w.,/])([0-9]{{1,3}}) ?(?:{larger}){_AND}([0-9]{{1,2}}) ?(?:{smaller})\.?(?!\w)",
            text,
            re.IGNORECASE,
        )
        if found and int(found[2]) < count:
            number = int(found[1]) * count + int(found[2])
            return f"{text[: found.start()]}{number} {unit}{text[found.end() :]}"
    return re.sub(
        r"(?<![\w.,])([0-9]{1,2})h([0-5][0-9])(?!\w)", lambda found: f"{int(found[1]) * 60 + int(found[2])} min", text
    )


def _around(sides: re.Match[str]) -> str | None:
    """`10 ± 2`, `100 ± 5%`: a range."""
    middle, away = Decimal(sides[1]), Decimal(sides[3])
    if sides[4] and not sides[2]:
        away = middle * away / 100
    if not 0 < away < middle:
        return None
    unit = "%" if sides[2] else f" {sides[5] or ''}"
    low, high = (middle - away).normalize(), (middle + away).normalize()
    return f"{low:f}-{high:f}{unit}".strip()


def _without_period(text: str) -> tuple[str, str | None]:
    """`毎月5件`, `月5件以上`: without the period that stands first in the East."""
    if text.isascii():
        return text, None
    found = re.match(f"({'|'.join(_PERIODS)})(?:に|에|间|間)? ?(?=([0-9]+)(.?))", text)
    if found is None or (len(found[1]) == 1 and found[3] not in _COUNTERS) or not found[3]:
        return text, None
    return text[found.end() :], _PERIODS[found[1]]
