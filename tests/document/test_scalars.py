"""Plain scalars by YAML 1.2's core schema; quoted ones are text whatever they hold."""

from decimal import Decimal

import pytest
from marked import read

from kpi_rules.document.scalars import Refused, resolve

VALUES = {
    "null": None, "Null": None, "NULL": None, "~": None, "nULL": "nULL",
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False, "tRUE": "tRUE",
    "yes": "yes", "no": "no", "on": "on", "off": "off", "y": "y", "n": "n", "Norway": "Norway", "total": "total",
    "0": 0, "7": 7, "-7": -7, "+7": 7, "-0": 0, "0777": 777, "0o17": 15, "0x1F": 31, "0o18": "0o18", "0xG": "0xG",
    "-0x1F": "-0x1F", "0b11": "0b11", "1_000": "1_000", "1,000": "1,000", "12:30": "12:30", "1:2:3": "1:2:3",
    "0.1": Decimal("0.1"), ".5": Decimal("0.5"), "-.5": Decimal("-0.5"), "5.": Decimal(5), "1.50": Decimal("1.50"),
    "1e3": Decimal(1000), "1E-3": Decimal("0.001"), "1e": "1e", ".": ".", "-": "-", "+": "+", "+-1": "+-1",
    "9.5%": "9.5%", "2026-12-31": "2026-12-31", "2026": 2026, "1.2.3": "1.2.3", ".infinity": ".infinity", "nan": "nan",
    "12345678901234567890.12345678901234567890": Decimal("12345678901234567890.12345678901234567890"),
    "١٢": "١٢", "1٢": "1٢",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES.items(), ids=list(VALUES))
def test_plain(text: str, value: object) -> None:
    found = resolve(text, 100)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [text for text in VALUES if text != "-" and "," not in text])
def test_in_a_document(text: str) -> None:
    document = read(f"- {text}\n- '{text}'\n- \"{text}\"\n- |-\n  {text}\n- {{{text}: 1}}\n")
    assert document.data == [VALUES[text], text, text, text, {text: 1}]


@pytest.mark.parametrize(
    "text",
    [".inf", "-.inf", "+.Inf", ".NAN", ".nan", "9" * 101, "0x" + "f" * 101, "0." + "9" * 101, "1e100", "1e-101",
     "1e999999999", "-1e99999999999999999999999", "9" * 1_000_000],
)  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        resolve(text, 100)
    assert "digits" in refused.value.message or "not a number that a plan can hold" in refused.value.message


@pytest.mark.parametrize("text", ["9" * 100, "-" + "9" * 100, "0" * 500 + "1", "1e99", "0." + "9" * 99])
def test_just_accepted(text: str) -> None:
    assert resolve(text, 100) == Decimal(text)
