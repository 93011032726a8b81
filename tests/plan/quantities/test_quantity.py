"""Every text of `quantities.yaml`, `registers.yaml` and `targets.yaml` is read as it says, and any other text quickly and without a wrong number."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.document.shape import Doubt
from kpi_rules.plan.conventions import conventions_of, conventions_of_year
from kpi_rules.plan.quantities.plain_units import NO_UNITS
from kpi_rules.plan.quantities.quantity import LARGEST, Quantity, parse_any_quantity, parse_quantity
from kpi_rules.structs import replace

HERE = Path(__file__).parent
TABLE = yaml.safe_load((HERE / "quantities.yaml").read_text("utf-8"))
CASES = [(text, wanted) for group in TABLE.values() for text, wanted in group.items()]
REGISTERS = yaml.safe_load((HERE / "registers.yaml").read_text("utf-8"))
TARGETS = yaml.safe_load((HERE / "targets.yaml").read_text("utf-8"))


def kind(read: Quantity | Doubt | None) -> str:
    if not isinstance(read, Quantity):
        return "text" if read is None else "doubt"
    if read.change is not None:
        return "change"
    if read.low is not None:
        return "range"
    if read.value is None:
        return "text"
    return "value" if read.start is None else "from"


def shown(read: Quantity | Doubt | None) -> str:
    """A quantity as the tables write it down."""
    if not isinstance(read, Quantity):
        return kind(read)
    number = {
        "change": f"change {read.change}", "from": f"from {read.start} to {read.value}", "range": f"{read.low} to {read.high}",
        "value": f"{read.value}", "text": "",
    }[kind(read)]  # fmt: skip
    parts = (
        number, read.operator, read.unit and f"[{read.unit}]", read.per and f"per [{read.per}]", read.by and f"by {read.by}",
        read.words and f"said ({read.words})",
    )  # fmt: skip
    return " ".join(filter(None, parts))


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text or "blank" for text, _ in CASES])
def test_table(text: str, wanted: str) -> None:
    assert shown(parse_quantity(text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [case for group in REGISTERS.values() for case in group.items()], ids=lambda text: text
)
def test_registers(text: str, wanted: str) -> None:
    read = parse_quantity(text)
    said = shown(replace(read, words=None) if isinstance(read, Quantity) else read)
    assert ("text" if kind(read) == "text" else said) == wanted


@pytest.mark.parametrize("case", TARGETS, ids=lambda case: case["text"])
def test_targets(case: dict[str, Any]) -> None:
    read = parse_quantity(case["text"])
    assert kind(read) == case["kind"]
    if "value" in case:
        assert isinstance(read, Quantity)
        assert read.value == Decimal(case["value"])
        assert read.operator == case.get("operator")
        assert str(read.by) == case.get("by", "None")


LOCALES = {
    "de": {
        "1.000 Kunden": "1000 [Kunden]", "1,5": "1.5", "12,5 Tage": "12.5 [Tage]", "0,125 %": "0.125 [percent]", "1.234,5": "1234.5",
        "18,819": "18.819", "99,9 %": "99.9 [percent]", "1,234,567.5": "1234567.5", "2,5 Mio. €": "2500000 [€]",
        "500 bis 05.06.2026": "500 by 2026-06-05", "5OO": "doubt", "1.5": "1.5", "€ 2.000": "2000 [€]",
        "1 Billion €": "doubt", "1 Milliarde €": "1000000000 [€]", "EUR 1.500,-": "1500 [EUR]", "1,00,000": "100000",
    },
    "en-US": {"1.000": "1.000", "12,5": "doubt", "500 by 05/06/2026": "500 by 2026-05-06", "1,000": "1000"},
    "en-GB": {"500 by 05/06/2026": "500 by 2026-06-05"},
    "en": {"500 by 05/06/2026": "doubt", "1.500 leads": "1.500 [leads]"},
    "fr-FR": {"2 billions €": "doubt", "2 milliards €": "2000000000 [€]"},
    "en-IN": {"1,00,000": "100000", "1,000": "1000", "12,34,567.5": "1234567.5"},
    "de-CH": {"160'000.50": "160000.50", "1.5": "1.5"},
    "fr": {"1 234,5": "1234.5", "0,5 %": "0.5 [percent]", "1.000 €": "1000 [€]"},
    "sv": {"12,5": "12.5", "500 5 maj 2026": "doubt", "95 % 5 maj 2026": "95 [percent] by 2026-05-05"},
    "ar-EG": {"٠٫١٢٥": "0.125", "12.5": "12.5"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "text", "wanted"), [(tag, text, wanted) for tag, cases in LOCALES.items() for text, wanted in cases.items()]
)
def test_locales(tag: str, text: str, wanted: str) -> None:
    conventions = conventions_of(tag)
    assert conventions is not None
    assert shown(parse_quantity(text, conventions)) == wanted


@pytest.mark.parametrize("tag", ["xx", "klingon", "de_DE_DE_DE", "", "🙂", "../../etc"])
def test_what_is_no_locale(tag: str) -> None:
    assert conventions_of(tag) is None


def test_a_fiscal_year_is_a_date_where_its_end_is_known() -> None:
    assert parse_quantity("95% by FY26", conventions_of_year((6, 30))) == Quantity(
        95, unit="percent", by=date(2026, 6, 30)
    )
    assert parse_quantity("95% by Q1 FY26", conventions_of_year((6, 30))) == Quantity(
        95, unit="percent", by=date(2025, 9, 30)
    )


@pytest.mark.parametrize(("text", "value"), [("-5%", -5), ("+5 %", 5), ("-15", -15), ("-$5", -5)])
def test_a_level_has_a_sign_and_is_no_change(text: str, value: int) -> None:
    read = parse_quantity(text, level=True)
    assert isinstance(read, Quantity)
    assert (read.value, read.change) == (value, None)


@given(st.text())
def test_any_text_is_safe(text: str) -> None:
    read = parse_quantity(text)
    if isinstance(read, Quantity):
        assert all(abs(each) <= LARGEST for each in (read.value, read.low, read.high, read.change) if each is not None)


SIGNS = st.lists(
    st.sampled_from(
        [
            "5",
            "10",
            "0",
            "1,000",
            "1.000",
            "1,5",
            "½",
            "%",
            "$",
            "€",
            "k",
            "M",
            "+",
            "-",
            "–",
            "~",
            ">",
            ">=",
            "<",
            "=",
            "(",
            ")",
            "/",
            ":",
            ".",
            ",",
            "by",
            "to",
            "from",
            "and",
            "or",
            "per",
            "at",
            "least",
            "most",
            "increase",
            "reduce",
            "x",
            "more",
            "leads",
            "week",
            "Q4",
            "2026",
            "31.12.2026",
            "FY26",
            "万",
            "以上",
            "لا",
            "يقل",
            "عن",
            "من",
            "إلى",
            "не",
            "менее",
            "bis",
            "1O0",
            "²",
            "٥",
            "٫",
            "→",
            "..",
            "!",
            "'",
            "min",
            "million",
            "Mrd.",
            "of",
            "out",
        ]
    ),
    max_size=8,
)


@given(SIGNS, st.sampled_from(["", " "]))
def test_any_signs_are_safe(signs: list[str], between: str) -> None:
    parse_quantity(between.join(signs))
    parse_quantity(between.join(signs), conventions_of("de") or conventions_of_year((3, 31)), level=True)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["", " days", " leads by 2026"]))
def test_a_plain_number_is_read_exactly(number: int, after: str) -> None:
    for text in (f"{number}{after}", f"{number:,}{after}"):
        read = parse_quantity(text)
        assert isinstance(read, Quantity)
        assert read.value == number


@pytest.mark.parametrize(
    "text", ["1," * 10**6, "9" * 10**6, " " * 10**6 + "5", "by " * 10**6, "5 " + "a" * 10**6, ">" * 10**6, "5 (" * 10**6, "5-" * 10**6]
)  # fmt: skip
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.process_time()
    for length in (150, 200, 10**6):
        parse_quantity(text[:length])
    assert time.process_time() - start < 0.5


def test_a_quantity_ends_somewhere() -> None:
    assert parse_quantity("5 " + "a" * 198) == Quantity(5, unit="a" * 198)
    assert isinstance(parse_quantity("5 " + "a" * 199), Doubt)
    assert parse_quantity("Words " + "a" * 199) is None
    assert parse_quantity("1" + "0" * 30) == Quantity(10**30)
    assert isinstance(parse_quantity("1" + "0" * 31), Doubt)


WRITTEN = [
    "",
    "%",
    " %",
    " calls",
    " k",
    " thousand",
    " percent",
    " minimum",
    " until",
    " by",
    " x",
    " or",
    " may",
    " st",
    " max",
    " bn",
]


@pytest.mark.parametrize("operator", ["", ">=", ">= ", "< ", "=", "at least "])
@pytest.mark.parametrize("digits", ["5", "007", "1 000", "9.5", "999999999999999", "1234567890123456"])
def test_what_is_usual_is_read_as_all_else(operator: str, digits: str) -> None:
    for unit in WRITTEN:
        for by in ("", " by 2026-12-31", " by 2026-02-31", " by 2026", " until 2026-12-31"):
            text = operator + digits + unit + by
            read, thoroughly = parse_quantity(text), parse_any_quantity(text)
            assert shown(read) == shown(thoroughly), text


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True) | st.sampled_from(sorted(NO_UNITS)))
def test_a_plain_unit_is_one_however_it_is_read(word: str) -> None:
    assert shown(parse_quantity(f"5 {word}")) == shown(parse_any_quantity(f"5 {word}"))
