"""Settings: declared once, laid over one another pack by pack, then by the command line; each knows who had the last word.

Comes in: packs in order and overrides. Goes out: every setting, typed and within its bounds, and which pack sees which. A
pack sees the settings that it or a pack it builds on declares: it never depends on who else is in the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kpi_rules.diagnostics import Diagnostic, Note, did_you_mean
from kpi_rules.i18n import listed, spoken, tr
from kpi_rules.language.types import DATE, DURATION, NUMBER, TEXT, Enum, ListOf, Type
from kpi_rules.language.values import show
from kpi_rules.packs import tables
from kpi_rules.packs.find import FoundPack, argument
from kpi_rules.packs.former import former_name
from kpi_rules.packs.policy import Decision, Setting
from kpi_rules.packs.promises import changed_promise, changed_setting, promised, taken_back, wider_bound
from kpi_rules.packs.values import (
    ANY_LANGUAGE,
    WrongValueError,
    check_allowed,
    check_bounds,
    from_argument,
    is_by_language,
    plainly,
    setting_type,
    to_value,
)  # fmt: skip
from kpi_rules.source import Location
from kpi_rules.structs import replace

Declaration = Mapping[str, Any]
Words = Mapping[str, object]
"""Lists of texts by their languages."""
_VALUE = ("default", "value")
_PARTS = ("minimum", "maximum", "values", *_VALUE)


def merge_settings(
    packs: Sequence[FoundPack], overrides: Mapping[str, str]
) -> tuple[Mapping[str, Setting], tuple[Diagnostic, ...]]:
    """Every setting of the run with its value in force."""
    merge = _Merge(packs)
    for pack in packs:
        for name in pack.manifest.settings:
            merge.entry(pack, name)
    for name, text in overrides.items():
        merge.override(name, text)
    return merge.settings, tuple(merge.diagnostics)


def unknown_setting(name: str, place: Location, known: Iterable[str]) -> Diagnostic:
    """Nobody declares a setting of this name."""
    help_ = did_you_mean(name, known) or tr("a new setting is declared in a pack, with a type and a default")
    return Diagnostic(tr("there is no setting `{name}`", name=name), place, help_)


def visible_settings(pack: FoundPack, settings: Mapping[str, Setting]) -> dict[str, Type]:
    """The settings that a pack's rules may read."""
    return {name: setting.type for name, setting in settings.items() if _sees(pack, setting)}


def _sees(pack: FoundPack, setting: Setting) -> bool:
    return not pack.lineage.isdisjoint(setting.packs)


class _Merge:
    """The settings so far, and what went wrong."""

    def __init__(self, packs: Sequence[FoundPack]) -> None:
        self.packs = packs
        self.settings: dict[str, Setting] = {}
        self.words: dict[str, Words] = {}
        self.bounds: dict[tuple[str, str], Location] = {}
        self.diagnostics: list[Diagnostic] = []

    def entry(self, pack: FoundPack, name: str) -> None:
        """One entry of a manifest's `settings`: a declaration, parts of one, or a value alone."""
        raw = pack.manifest.settings[name]
        setting = self.settings.get(name)
        if setting is not None and _sees(pack, setting):
            if isinstance(raw, dict) and _declares(setting, raw):
                self._lay_over(pack, setting, raw)
            else:
                self._set(setting, raw, pack.manifest.at("settings", name), pack)
        elif isinstance(raw, dict):
            key = pack.manifest.key("settings", name)
            former = None if "type" in raw else former_name(name, key, self.packs)
            self._declare(pack, name, raw, setting) if former is None else self.diagnostics.append(former)
        else:
            seen = [known for known, other in self.settings.items() if _sees(pack, other)]
            self._unknown(name, pack.manifest.key("settings", name), seen)

    def override(self, name: str, text: str) -> None:
        """One `--set name=text`."""
        place = argument("--set", f"{name}={text}")
        setting = self.settings.get(name.partition(".")[0])
        if setting is not None and setting.name != name:
            self._cell(setting, name, text, place)
        elif setting is None:
            self._unknown(name, place, self.settings)
        else:
            table = tables.is_table(setting.type)
            self._set(setting, text if table else from_argument(text, setting.type), place, None)

    def _cell(self, setting: Setting, name: str, text: str, place: Location) -> None:
        """`--set limits.finance.max=3`: one cell of a table."""
        row, _, column = name.partition(".")[2].rpartition(".")
        if not tables.is_table(setting.type) or not row:
            self._unknown(name, place, self.settings)
            return
        declared = tables.column_of(setting.type, column)
        value = from_argument(text, declared.type) if declared else text
        self._set(setting, {row: {column: value}}, place, None)

    def _declare(self, pack: FoundPack, name: str, raw: Declaration, twin: Setting | None) -> None:
        """A new name needs its type and default. Two packs that do not know each other may share one, of one type."""
        place = pack.manifest.key("settings", name)
        if not name.isidentifier() or name.startswith("_"):
            help_ = tr("use lower case letters, digits and `_`, a letter first")
            self._tell(tr("`{name}` cannot be the name of a setting", name=name), place, help_)
            return
        table = raw.get("type") == tables.WORD
        missing = [part for part in ("type", "columns" if table else "default") if part not in raw]
        if missing:
            message = tr("the new setting `{name}` needs {parts}", name=name, parts=listed(f"`{p}`" for p in missing))
            like = "{type: table, columns: {max: number}}" if table else "{type: number, default: 5}"
            self._tell(message, place, tr("write it as `{name}: {declaration}`", name=name, declaration=like))
            return
        if twin is not None:
            self._lay_over(pack, replace(twin, packs=(*twin.packs, pack.name)), raw)
            return
        try:
            type_ = tables.new_table(name, raw) if table else setting_type(raw["type"], raw.get("values"))
        except WrongValueError as wrong:
            self._wrong(name, wrong, pack.manifest.at("settings", name, *wrong.path))
            return
        none: object = [] if table else None
        self._lay_over(pack, Setting(name, type_, none, "", "", place, place, (pack.name,)), raw)

    def _lay_over(self, pack: FoundPack, setting: Setting, raw: Declaration) -> None:
        """Change the parts of a setting that a declaration names."""
        problem = (
            _wrong_type(pack, setting, raw) or _wrong_part(pack, setting, raw) or _wrong_promise(pack, setting, raw)
        )
        if problem is not None:
            self.diagnostics.append(problem)
            return
        setting = replace(setting, description=raw.get("description", setting.description))
        path: tuple[str, ...] = ("settings", setting.name)
        try:
            if "columns" in raw:
                setting = replace(setting, type=_with_columns(setting, raw["columns"]))
            for part in [part for part in _PARTS if part in raw]:
                path = ("settings", setting.name, part)
                place = pack.manifest.at(*path)
                if part in _VALUE:
                    setting = self._decided(setting, raw[part], place, raw.get("reason"))
                else:
                    setting = self._bounded(setting, part, raw[part], place)
            _check(setting)
        except WrongValueError as wrong:
            self._wrong(setting.name, wrong, pack.manifest.at(*path, *wrong.path))
        promise = promised(raw, pack.manifest, "settings", setting.name)
        self.settings[setting.name] = setting if promise is None else replace(setting, promise=promise)

    def _decided(self, setting: Setting, raw: object, place: Location, reason: str | None) -> Setting:
        """The setting with another value, unless that breaks a promise."""
        changed = self._value(setting, raw)
        broken = changed_setting(setting, changed["value"], place)
        if broken is not None:
            self.diagnostics.append(broken)
            return setting
        decision = Decision(changed["text"], place, reason)
        return replace(setting, origin=place, decisions=(*setting.decisions, decision), **changed)

    def _bounded(self, setting: Setting, part: str, raw: Any, place: Location) -> Setting:
        """The setting with another bound, unless that widens what it may be."""
        changed = _part(setting, part, raw)
        old, new = getattr(setting, part, None), changed.get(part)
        if old is not None and new is not None and (new < old if part == "minimum" else new > old):
            promised_at = self.bounds[setting.name, part]
            self.diagnostics.append(wider_bound(setting.name, part, show(old, spoken()), place, promised_at))
            return setting
        self.bounds[setting.name, part] = place
        return replace(setting, **changed)

    def _set(self, setting: Setting, raw: object, place: Location, pack: FoundPack | None) -> None:
        """Give a setting another value."""
        try:
            changed = self._decided(setting, raw, place, None)
            _check(changed)
        except WrongValueError as wrong:
            inner = pack.manifest.at("settings", setting.name, *wrong.path) if pack else place
            self._wrong(setting.name, wrong, inner, Note(tr("declared here"), setting.declared))
            return
        self.settings[setting.name] = changed

    def _value(self, setting: Setting, raw: object) -> dict[str, Any]:
        """A setting's value and its text. Words by language replace those of their languages and leave the others."""
        if tables.is_table(setting.type):
            rows: Any = tables.laid_over(setting.type, setting.value, raw)  # type: ignore[arg-type]  # a table's rows
            return {"value": rows, "text": tables.in_line(setting.type, rows)}
        words: Words = {ANY_LANGUAGE: raw}
        if isinstance(raw, dict):
            words = {**self.words.get(setting.name, {}), **raw}
        value = to_value(words if isinstance(raw, dict) else raw, setting.type)
        self.words[setting.name] = words
        return {"value": value, "text": plainly(value if isinstance(raw, dict) else raw)}

    def _wrong(self, name: str, wrong: WrongValueError, place: Location, *notes: Note) -> None:
        message = tr("setting `{name}`: {problem}", name=name, problem=wrong.message)
        self.diagnostics.append(Diagnostic(message, place, wrong.help, notes))

    def _unknown(self, name: str, place: Location, known: Sequence[str] | Mapping[str, Setting]) -> None:
        self.diagnostics.append(former_name(name, place, self.packs) or unknown_setting(name, place, known))

    def _tell(self, message: str, place: Location, help_: str | None) -> None:
        self.diagnostics.append(Diagnostic(message, place, help_))


def _wrong_type(pack: FoundPack, setting: Setting, raw: Declaration) -> Diagnostic | None:
    """A type, once declared, stands: rules were written for it."""
    declared = tables.WORD if tables.is_table(setting.type) else str(setting.type)
    if raw.get("type", declared) == declared:
        return None
    message = tr("setting `{name}` is declared as {type} elsewhere", name=setting.name, type=declared)
    notes = (Note(tr("declared here"), setting.declared),)
    return Diagnostic(message, pack.manifest.at("settings", setting.name, "type"), tr("use another name"), notes)


def _wrong_part(pack: FoundPack, setting: Setting, raw: Declaration) -> Diagnostic | None:
    """A bound of what has no order, a set of values of what is no text."""
    element = setting.type.element if isinstance(setting.type, ListOf) else setting.type
    fitting = {"values": element == TEXT or isinstance(element, Enum)}
    fitting["minimum"] = fitting["maximum"] = setting.type in (NUMBER, DATE, DURATION)
    table = tables.is_table(setting.type)
    fitting["key"] = fitting["columns"] = table
    for part, fits in fitting.items():
        if part in raw and not fits:
            word = tables.WORD if table else setting.type
            message = tr("a setting of type {type} has no `{part}`", type=word, part=part)
            return Diagnostic(message, pack.manifest.key("settings", setting.name, part), tr("leave it out"))
    return None


def _declares(setting: Setting, raw: Mapping[str, Any]) -> bool:
    """Whether these are parts of a setting's declaration, and not its value."""
    return tables.declares(raw) if tables.is_table(setting.type) else not is_by_language(raw)


def _with_columns(setting: Setting, raw: Mapping[str, Any]) -> Type:
    """The type of a table with columns that a declaration names."""
    assert tables.is_table(setting.type)
    return tables.with_columns(setting.type, raw)


def _wrong_promise(pack: FoundPack, setting: Setting, raw: Declaration) -> Diagnostic | None:
    """A promise that takes back another, or one of a way that the setting's values do not have."""
    manifest, path = pack.manifest, ("settings", setting.name)
    if "only" in raw and setting.type not in (NUMBER, DATE, DURATION):
        message = tr("a setting of type {type} can be neither lowered nor raised", type=setting.type)
        return Diagnostic(message, manifest.at(*path, "only"), tr("say `final: true`, or leave it out"))
    promise = promised(raw, manifest, *path)
    changed = changed_promise(setting.name, setting.promise, promise) if promise is not None else None
    return taken_back(raw, manifest, setting.promise, *path) or changed


def _part(setting: Setting, part: str, raw: Any) -> dict[str, Any]:
    """What one part of a declaration, other than the value, changes of a setting."""
    if part == "values":
        return {"allowed": tuple(raw), "type": _widened(setting.type, raw)}
    return {part: to_value(raw, setting.type)}


def _widened(type_: Type, values: Sequence[str]) -> Type:
    """The type with these texts too: rules written for the others still check."""
    if isinstance(type_, ListOf):
        return ListOf(_widened(type_.element, values))
    return Enum(type_.values.union(values)) if isinstance(type_, Enum) else type_


def _check(setting: Setting) -> None:
    """Whether the value is one of those allowed."""
    if tables.is_table(setting.type):
        tables.check_rows(setting.type, setting.value)  # type: ignore[arg-type]  # a table's rows
    if setting.allowed is not None:
        check_allowed(setting.value, setting.allowed)
    check_bounds(setting.value, setting.minimum, setting.maximum)
