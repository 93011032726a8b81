"""Each bundled rule has a page, the page is what `pack docs` writes, and SARIF leads to it where the project says where it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sample_reports import REPORTS

from kpi_rules.handbook import compose, markdown, read_pack
from kpi_rules.packs import bundled_packs, load_policy
from kpi_rules.reports import FORMATS, links

PAGES = Path(__file__).parents[2] / "docs" / "rules"


@pytest.mark.parametrize("pack", bundled_packs())
def test_the_page_of_a_pack_is_what_pack_docs_writes(pack: str) -> None:
    suite, problems = read_pack(pack, None)
    assert suite is not None, problems
    text, page = markdown.render(compose(suite)), PAGES / f"{pack}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        page.parent.mkdir(exist_ok=True)
        page.write_text(text, "utf-8")
    assert page.read_text("utf-8") == text, "UPDATE_GOLDEN=1 pytest tests/reports/test_links.py writes docs/rules anew"


@pytest.mark.parametrize("pack", bundled_packs())
def test_every_rule_has_its_place(pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "documentation", lambda: "https://example.org/docs")
    policy, _ = load_policy([pack])
    assert policy is not None
    for rule in policy.rules:
        address = links.page_of(rule.id)
        assert address is not None
        page, _, anchor = address.removeprefix("https://example.org/docs/rules/").partition("#")
        assert f'<a id="{anchor}"></a>' in (PAGES / page).read_text("utf-8")


def test_sarif_leads_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def driver() -> dict[str, object]:
        driver: dict[str, object] = json.loads(FORMATS["sarif"].render(REPORTS["ordinary"]))["runs"][0]["tool"][
            "driver"
        ]
        return driver

    monkeypatch.setattr(links, "documentation", lambda: None)
    assert "helpUri" not in json.dumps(driver())
    assert "informationUri" not in driver()
    monkeypatch.setattr(links, "documentation", lambda: "https://example.org/docs")
    assert driver()["informationUri"] == "https://example.org/docs"
    assert "https://example.org/docs/rules/core.md#rule-too-many-kpis" in json.dumps(driver()["rules"])
