"""Changes as sentences: one line each, in the words of the plan."""

from __future__ import annotations

from kpi_rules.engine.revisions.changes import Change
from kpi_rules.i18n import spoken, tr

_SUBJECTS = {"kpi": "KPI"}
_TIMES = frozenset({"interval", "review_interval", "reporting_frequency", "collection_frequency", "over"})


def sentence(change: Change) -> str:
    """A change in words, and whether it makes things easier."""
    told = _told(change)
    if change.effect is None:
        return told
    return tr("{change} ({effect})", change=told, effect=tr("easier") if change.effect == "looser" else tr("stricter"))


def _told(change: Change) -> str:
    subject = subject_in_words(change.subject)
    if change.field is None:
        if change.kind == "added":
            return tr("{subject} added", subject=subject)
        return tr("{subject} removed", subject=subject)
    before, after = (_said(change.field or "", text) for text in (change.before, change.after))
    values = {"subject": subject, "before": _quoted(before), "after": _quoted(after)}
    if change.kind == "changed":
        return _changed(change, values)
    field = field_in_words(change.field)
    if change.kind == "added":
        return tr("{subject}: {field} added: {after}", field=field, **values)
    return tr("{subject}: {field} removed: {before}", field=field, **values)


def _said(field: str, text: str | None) -> str | None:
    """A value in the reader's words, where it is a time: `1 quarter` is written in English."""
    if text is None or field.rpartition(".")[2] not in _TIMES:
        return text
    from kpi_rules.language.duration_words import said
    from kpi_rules.language.durations import Duration
    from kpi_rules.plan.calendar.durations import parse_duration

    duration = parse_duration(text)
    return said(duration, spoken()) if isinstance(duration, Duration) else text


def _changed(change: Change, values: dict[str, str]) -> str:
    """A change of a value; the ones that reviewers look for have words of their own."""
    field = change.field or ""
    words = {
        "owner": tr("{subject}: owned by {after}, no longer by {before}", **values),
        "target.value": _moved(change, tr("target"), values),
        "target.by": tr("{subject}: target due by {after}, not {before}", **values),
        "objective": tr("{subject}: serves {after}, no longer {before}", **values),
        "title": tr("{subject}: now called {after}, was {before}", **values),
        "name": tr("{subject}: now called {after}, was {before}", **values),
    }
    general = tr("{subject}: {field} changed from {before} to {after}", field=field_in_words(field), **values)
    return words.get(field, general)


def _moved(change: Change, field: str, values: dict[str, str]) -> str:
    from decimal import Decimal, InvalidOperation

    try:
        risen = Decimal(change.after or "") > Decimal(change.before or "")
    except InvalidOperation:
        return tr("{subject}: {field} changed from {before} to {after}", field=field, **values)
    if risen:
        return tr("{subject}: {field} raised from {before} to {after}", field=field, **values)
    return tr("{subject}: {field} lowered from {before} to {after}", field=field, **values)


def subject_in_words(subject: str) -> str:
    """A record as a sentence names it: `KPI leads`."""
    kind, _, name = subject.partition(" ")
    return f"{_SUBJECTS.get(kind, kind)} {name}".rstrip()


def field_in_words(field: str) -> str:
    """A field's path as words."""
    shown = field.removesuffix(".value") if field.count(".") > 1 else field
    return shown.replace(".", " ").replace("_", " ")


def _quoted(text: str | None) -> str:
    """A value; long ones are cut."""
    shown = " ".join((text or "").split())
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    return f"“{shown}”" if " " in shown and not shown[:1].isdigit() else shown
