"""Every word of `statuses.yaml` is read as the status of a KPI that is meant."""

from pathlib import Path

import pytest
import yaml

from kpi_rules.plan.synonyms import Synonyms

STATUSES = ("active", "proposed", "retired")
TABLE = yaml.safe_load(Path(__file__).with_name("statuses.yaml").read_text("utf-8"))
CASES = [(word, meant) for meant, words in TABLE.items() for listed in words.values() for word in listed]


@pytest.mark.parametrize(("word", "meant"), CASES)
def test_a_status_in_peoples_words(word: str, meant: str) -> None:
    read = word.lower() if word.lower() in STATUSES else Synonyms().value(word, "status", STATUSES)
    assert read == ("@health=active" if meant == "health" else meant)
