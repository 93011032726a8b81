"""Maps of documents that packs bring: found, looked over when the pack is read, kept with the policy, and used."""

from __future__ import annotations

import pytest

from kpi_rules.packs import load_policy
from kpi_rules.packs.stored import decode, encode
from kpi_rules.registers.map import map_of_document
from kpi_rules.registers.opening import open_register

MAP = """\
name: scorecard
reads: Scorecards
recognise: {kind: scorecard}
records:
  - {from: "lines[*]", into: kpis, fields: {name: q7, target: z9}}
"""


@pytest.fixture
def pack(tmp_path):
    (tmp_path / "pack.yaml").write_text("name: acme\nversion: 1.0.0\nmaps: scorecard.map.yaml\n")
    (tmp_path / "scorecard.map.yaml").write_text(MAP)
    return tmp_path


def test_a_map_of_a_pack_reads_documents(pack):
    policy, problems = load_policy([str(pack)])
    assert policy is not None, list(map(str, problems))
    maps = list(map(map_of_document, policy.maps))
    data = b'{"kind": "scorecard", "lines": [{"q7": "Revenue", "z9": "5 M"}]}'
    (plan,) = open_register("score.json", data, maps).sources
    assert "name: Revenue" in plan.text
    assert not open_register("score.json", data).sources


def test_maps_are_kept_with_the_policy(pack):
    policy, _ = load_policy([str(pack)])
    assert decode(encode(policy)).maps == policy.maps


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MAP.replace("kpis", "kpi"), "`kpi` is not a value of `into`"),
        (MAP.replace("lines[*]", "lines["), "`lines[` is no path"),
        (MAP.replace("name: scorecard\n", ""), "name"),
        ("[", ""),
        ("{}", ""),
    ],
)
def test_a_wrong_map_is_a_mistake_of_the_pack(pack, text, said):
    (pack / "scorecard.map.yaml").write_text(text)
    policy, problems = load_policy([str(pack)])
    assert policy is None
    assert said in problems[0].message
    assert problems[0].location.source.name.endswith("scorecard.map.yaml")


def test_a_map_that_is_not_there_is_told_at_the_manifest(pack):
    (pack / "scorecard.map.yaml").unlink()
    policy, (problem,) = load_policy([str(pack)])
    assert policy is None
    assert "scorecard.map.yaml" in problem.message
    assert problem.location.source.name.endswith("pack.yaml")


def test_a_map_lies_beside_its_manifest(pack):
    (pack / "pack.yaml").write_text("name: acme\nversion: 1.0.0\nmaps: ../scorecard.map.yaml\n")
    assert load_policy([str(pack)])[0] is None
