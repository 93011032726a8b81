"""Units as people write them → what they measure, and how many of the least one they are.

Comes in: the unit of a plan's quantity, in any of the twelve languages that plans are read in. Goes out: a kind and a whole factor, or nothing
where the text is no unit, or may be two (`mb`). Capitals count (`mW`, `MW`) unless only one unit is written so. Knows nothing of values.
"""

from __future__ import annotations

import re
from functools import cache

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SECONDS: Final = "seconds"
CALENDAR: Final = "months"
_THOUSANDS: Final = {"k": 10**3, "K": 10**3, "thousand": 10**3, "M": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6,
                     "bn": 10**9, "billion": 10**9, "ألف": 10**3, "مليون": 10**6, "مليار": 10**9}  # fmt: skip
_CURRENCIES: Final = {"€": "EUR", "£": "GBP", "euro": "EUR", "euros": "EUR"}
_TIMES: Final = {
    1: "s sec secs second seconds sekunde sekunden seconde secondes seconden segundo segundos secondo secondi сек секунда секунды секунд ثانية ثوان ثواني ثوانٍ 秒 秒間 초",
    60: "min mins min. minute minutes minuten minuut minuto minutos minuti мин минута минуты минут دقيقة دقائق دقيقتان دقيقتين 分間 分钟 分鐘 분",
    3_600: "h hr hrs hour hours std std. stunde stunden heure heures hora horas ora ore uur uren ч час часа часов ساعة ساعات ساعتان ساعتين 時間 小时 小時 시간",
    86_400: "d day days tag tage tagen jour jours dia dias día días giorno giorni dag dagen день дня дней сутки суток يوم أيام يومان يومين يوما يومًا 日 日間 天 일",
    604_800: "week weeks wk wks woche wochen semaine semaines semana semanas settimana settimane week weken неделя недели недель أسبوع أسابيع أسبوعان أسبوعين 週 週間 周 주",
}
_MONTHS: Final = {
    1: "month months monat monate monaten mois mes meses mês mese mesi maand maanden месяц месяца месяцев شهر أشهر شهور شهران شهرين شهرا شهرًا か月 ヶ月 个月 個月 개월",
    3: "quarter quarters quartal quartale trimestre trimestres trimestri kwartaal kwartalen квартал квартала кварталов",
    12: "year years jahr jahre jahren an ans année années año años ano anos anno anni jaar год года лет سنة سنوات عام أعوام سنتان سنتين 年 年間 년",
}
_OTHERS: Final = {
    "nanograms": {10**6: "mg", 10**9: "g gram grams gramm", 10**12: "kg kilo kilos kilogram kilograms kilogramm", 10**15: "t tonne tonnes", 10**3: "µg"},
    "micrometres": {1_000: "mm", 10_000: "cm", 10**6: "m metre metres meter meters", 10**9: "km kilometre kilometres kilometer kilometers"},
    "square millimetres": {100: "cm²", 10**6: "m² m2 sqm", 10**10: "ha hectare hectares", 10**12: "km² km2"},
    "millilitres": {1: "ml cm³", 1_000: "l litre litres liter liters", 100_000: "hl", 10**6: "m³ m3"},
    "milliwatt hours": {1: "mWh", 1_000: "Wh", 10**6: "kWh", 10**9: "MWh", 10**12: "GWh", 10**15: "TWh"},
    "milliwatts": {1: "mW", 1_000: "W watt watts", 10**6: "kW", 10**9: "MW", 10**12: "GW"},
    "bits": {1: "bit bits", 1_000: "kb kbit", 10**6: "Mb Mbit", 10**9: "Gb Gbit", 8: "byte bytes B", 8_000: "kB KB", 8 * 10**6: "MB",
             8 * 10**9: "GB", 8 * 10**12: "TB", 8 * 2**10: "KiB", 8 * 2**20: "MiB", 8 * 2**30: "GiB", 8 * 2**40: "TiB"},
}  # fmt: skip


class Unit(Struct):
    """What a unit measures, and how many of the least one of its kind it is."""

    kind: str
    factor: int


def known(text: str) -> Unit | None:
    """The unit that a text names for certain."""
    text = " ".join(text.split())
    exact, folded = _tables()
    return exact.get(text) or folded.get(text.casefold()) or _of_money(text)


@cache
def _tables() -> tuple[dict[str, Unit], dict[str, Unit]]:
    """Units as they are written, and those that only one is written as when capitals are left aside."""
    exact = {
        word: Unit(kind, factor)
        for kind, units in ((SECONDS, _TIMES), (CALENDAR, _MONTHS), *_OTHERS.items())
        for factor, words in units.items()
        for word in words.split()
    }
    folded: dict[str, set[Unit]] = {}
    for word, unit in exact.items():
        folded.setdefault(word.casefold(), set()).add(unit)
    return exact, {word: next(iter(units)) for word, units in folded.items() if len(units) == 1 and len(word) > 1}


_MONEY: Final = r"(?P<k>{many})? ?(?P<of>[A-Z]{{3}}|[€£]|euros?) ?(?P<m>{many})?"


def _of_money(text: str) -> Unit | None:
    """`EUR`, `k€`, `€ million`: a currency that its sign alone tells, or its three letters."""
    many = "|".join(sorted(map(re.escape, _THOUSANDS), key=len, reverse=True))
    found = re.fullmatch(_MONEY.format(many=many), text)
    if found is None or (found["k"] and found["m"]):
        return None
    currency = _CURRENCIES.get(found["of"], found["of"])
    return Unit(currency, _THOUSANDS.get(found["k"] or found["m"] or "", 1))
