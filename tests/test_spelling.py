"""What is surely a slip of the pen, and what may be another word."""

import pytest

from kpi_rules.spelling import is_slip

SLIPS = [
    ("grow-pipline", "grow-pipeline"),
    ("grow_pipeline", "grow-pipeline"),
    ("growpipeline", "grow-pipeline"),
    ("Grow Pipeline", "grow-pipeline"),
    ("onwer", "owner"),
    ("objctive", "objective"),
    ("quaterly", "quarterly"),
    ("Active", "active"),
    ("actve", "active"),
    ("leads", "lead"),
    ("مسؤول-المحتوي", "مسؤول-المحتوى"),
]
OTHER_WORDS = [
    ("sales-east", "sales-west"),
    ("lead-a", "lead-b"),
    ("leads-2025", "leads-2026"),
    ("q1-leads", "q2-leads"),
    ("head", "lead"),
    ("increase", "decrease"),
    ("atypical", "typical"),
    ("idd", "id"),
    ("lead", "lead"),
    ("growth", "grow-pipeline"),
    ("", "lead"),
]


@pytest.mark.parametrize(("written", "meant"), SLIPS)
def test_slips(written: str, meant: str) -> None:
    assert is_slip(written, meant, [meant, "something-else"])


@pytest.mark.parametrize(("written", "meant"), OTHER_WORDS)
def test_other_words(written: str, meant: str) -> None:
    assert not is_slip(written, meant, [meant])


def test_two_words_that_are_as_close_are_no_slip_of_either() -> None:
    assert not is_slip("content-leaf", "content-lead", ["content-lead", "content-lean"])
    assert not is_slip("grow pipeline", "grow-pipeline", ["grow-pipeline", "grow_pipeline"])
