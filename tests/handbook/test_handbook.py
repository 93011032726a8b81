"""`pack docs`: what a small pack's document says, in both formats and languages; that no text of a pack becomes markup."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from kpi_rules import i18n
from kpi_rules.handbook import compose, html, markdown, read_pack
from kpi_rules.handbook.book import Book
from kpi_rules.handbook.pdf import Unprintable, printed
from kpi_rules.packs import bundled_packs

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
VOID = {"meta", "link", "br", "hr"}


def book(pack: str | Path, language: str | None = None) -> Book:
    i18n.use(language)
    suite, problems = read_pack(str(pack), language)
    assert suite is not None, problems
    i18n.use(suite.pack.language)
    return compose(suite)


def whole(pack: str | Path, language: str | None = None) -> Book:
    """Everything that is in force with a pack."""
    i18n.use(language)
    suite, problems = read_pack(str(pack), language)
    assert suite is not None, problems
    i18n.use(suite.pack.language)
    return compose(suite, everything=True)


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    i18n.use(None)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("format_", ["md", "html"])
def test_the_document_of_a_small_pack(language: str, format_: str) -> None:
    render = html.render if format_ == "html" else markdown.render
    text = render(book("./pack", language))
    assert text == render(book("./pack", language))
    if format_ == "html":  # how it looks is looked at, not compared
        text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    golden = GOLDEN / f"harbour.{language}.{format_}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_edition_for_a_board(language: str) -> None:
    text = markdown.render(whole("./pack", language), board=True)
    golden = GOLDEN / f"harbour.board.{language}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_a_board_reads_no_code() -> None:
    page = html.render(whole("./pack"), board=True)
    assert "<pre" not in page
    assert page.count("<code") == 1  # the pack's name and version


def test_everything_in_force_stands_in_one_document() -> None:
    everything = whole("../../examples/client-pack")
    assert {rule.id.partition("/")[0] for rule in everything.rules} == {"core", "city-library"}
    assert everything.inherited == ()
    decided = {rule.id: rule.decision for rule in everything.rules}
    levelled = [one for one in decided.values() if one.was is not None]
    assert levelled, "the pack gives a rule of core another level"
    assert {one.who.text for one in levelled} == {everything.title.text}
    assert {setting.name for setting in everything.settings} >= {"max_kpis", "cost_limit"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_pdf_of_it_is_the_same_each_time(language: str) -> None:
    page = html.render(whole("./pack", language), board=True)
    made = printed(page)
    if isinstance(made, Unprintable):
        pytest.skip(f"WeasyPrint cannot be loaded here: {made.reason}")
    assert made.startswith(b"%PDF-")
    assert printed(page) == made


class Tags(HTMLParser):
    """Every element of a page, in order, with what is wrong with how they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.wrong: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def names(self) -> set[str]:
        return {tag for tag, _ in self.seen}


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.wrong == []
    assert tags.open == []
    ET.fromstring(page)  # well-formed as XML, too
    return tags


def check_page(page: str) -> Tags:
    """What holds for every page: well-formed, alone in the world, each link leads somewhere, headings in order."""
    tags = parsed(page)
    ids = [attrs["id"] for _, attrs in tags.seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in tags.seen:
        assert not any(name.startswith("on") for name in attrs), (tag, attrs)
        assert "src" not in attrs
        if "href" in attrs:
            assert (attrs["href"] or "").removeprefix("#") in ids
        if "aria-labelledby" in attrs:
            assert attrs["aria-labelledby"] in ids
        if tag == "th":
            assert attrs.get("scope") in ("row", "col")
    levels = [int(tag[1]) for tag, _ in tags.seen if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1
    assert tags.names() <= ALLOWED
    return tags


ALLOWED = frozenset(
    ["html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "article", "footer", "h1", "h2", "h3", "h4", "p", "a", "ul", "li", "dl", "div", "dt", "dd", "span", "strong", "bdi", "code", "pre", "mark", "i", "details", "summary", "figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td"]
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("pack", bundled_packs())
def test_pages_of_the_bundled_packs(pack: str, language: str) -> None:
    found = book(pack, language)
    tags = check_page(html.render(found))
    assert [rule.id for rule in found.rules if rule.level != "off" and not (rule.failing and rule.passing)] == []
    (root,) = [attrs for tag, attrs in tags.seen if tag == "html"]
    assert root == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert markdown.render(found).count("```") % 2 == 0


HOSTILE = (
    "</pre></code><script>alert(1)</script>&amp;<img src=x onerror=alert(1)> ]]> ``` | [x](javascript:1) \\u{202e}x"
)


def hostile_pack(folder: Path) -> Path:
    """A pack whose every text tries to be something else."""
    pack = folder / "hostile"
    (pack / "tests").mkdir(parents=True)
    plain = HOSTILE.replace("\\u{202e}", "\u202e")
    quoted = "'" + HOSTILE.replace("\\u{202e}", "") + "'"
    (pack / "pack.yaml").write_text(
        f"name: hostile\ntitle: {quoted}\ndescription: {quoted}\n"
        f"settings: {{evil: {{type: text, default: {quoted}, description: {quoted}}}}}\n"
        f"fields: {{kpi: {{bad: {{description: {quoted}, values: [{quoted}]}}}}}}\n",
        "utf-8",
    )
    rule = f'"{HOSTILE}"'
    (pack / "x\"'<b>.rules").write_text(
        f"# {plain}\n\nrule bad {rule}\n  for each kpi in plan.kpis\n  when settings.evil != {rule}\n"
        f"  must kpi.name is missing or kpi.name != {rule}\n  say {rule}\n  fix {rule}\n  because {rule}\n  source {rule}\n",
        "utf-8",
    )
    (pack / "tests" / "a<b>.yaml").write_text(
        f'# rules: own\ntitle: {quoted}\nkpis:\n  - {{id: a, name: "{HOSTILE.replace("u{202e}", "u202e")}"}}\n', "utf-8"
    )
    return pack


def test_a_hostile_pack_does_no_harm(tmp_path: Path) -> None:
    found = book(hostile_pack(tmp_path))
    assert found.rules[0].failing is not None
    page = html.render(found)
    tags = check_page(page)
    assert "script" not in tags.names()
    assert "\u202e" not in page
    assert "alert(1)" in "".join(tags.text)
    text = markdown.render(found)
    assert "\u202e" not in text
    outside = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    outside = re.sub(r"`[^`\n]*`", "", outside)
    assert "<script" not in outside
    assert "<img" not in outside
    assert "](javascript" not in outside


def test_the_stylesheet_asks_for_nothing() -> None:
    page = html.render(book("./pack"))
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert re.findall(r"url\(|@import|<", style[1]) == []


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_told_apart() -> None:
    """WCAG AA for text: 4.5, in light, dark and print."""
    css = (Path(html.__file__).with_name("page.css")).read_text("utf-8")
    schemes = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    assert len(schemes) == 3
    for scheme in schemes:
        found = dict(re.findall(r"--([\w-]+): (#\w+)", scheme))
        color = {name: "#" + value[1:] * 2 if len(value) == 4 else value for name, value in found.items()}
        pairs = [
            ("ink", "paper"),
            ("quiet", "paper"),
            ("quiet", "shade"),
            ("link", "paper"),
            ("ink", "mark"),
            ("good", "paper"),
        ]
        pairs += [(level, f"{level}-shade") for level in ("must", "should", "could", "off")]
        low = {pair: contrast(color[pair[0]], color[pair[1]]) for pair in pairs}
        assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}
