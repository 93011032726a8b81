"""Each bundled rule has a page, the page is what `pack docs` writes, and SARIF leads to it where the project says where it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sample_reports import REPORTS

from kpi_rules.engine.own_rules import own_rules
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


def own_page() -> str:
    """The page of the program's own rules."""
    head = """# Rules of the program itself

No pack has them, and none turns them off; `kpi-rules rule ID` explains each. [What a change is held to](../gates.md) says when they speak.
"""
    kinds = {"must": "Violation", "should": "Recommendation", "could": "Hint"}
    parts = [
        f"""
<a id="rule-{rule.info.id.rpartition("/")[2]}"></a>

## {rule.info.title}

**{kinds[rule.info.level]}** · `{rule.info.id}` · {"can" if rule.info.waivable else "cannot"} be waived

{rule.info.rationale}

**What to do**: {rule.remedy}
"""
        for rule in own_rules()
    ]
    return head + "".join(parts)


def test_the_page_of_our_own_rules() -> None:
    page = PAGES / "own.md"
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(own_page(), "utf-8")
    assert page.read_text("utf-8") == own_page()


def test_each_of_our_own_rules_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "documentation", lambda: "https://example.org/docs")
    for rule in own_rules():
        page, _, anchor = (links.page_of(rule.info.id) or "").partition("#")
        assert page == "https://example.org/docs/rules/own.md"
        assert f'<a id="{anchor}"></a>' in own_page()
    assert links.page_of("theirs/rule") is None


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
