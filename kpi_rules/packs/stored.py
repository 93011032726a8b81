"""A policy ↔ plain data that `marshal` writes, for a cache: no pack is read, parsed, checked or compiled again.

What a run without findings needs is read at once; rules and the types of settings are read when they are asked for. What goes in comes
out equal, or not at all: a policy that cannot be kept gives nothing. Whoever keeps the data has to see to it that nobody changes it.
"""

from __future__ import annotations

import datetime
import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from kpi_rules.language.durations import Duration
from kpi_rules.packs.policy import Amendment, Decision, Pack, Policy, PolicyRule, Promise, Setting
from kpi_rules.source import Location, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.language.checked import CheckedRule
    from kpi_rules.language.compiler import CompiledRules
    from kpi_rules.plan.schema import PlanSchema

_RULE = ("id", "level", "scope", "title", "because", "origin", "file", "line", "pack", "waivable", "stands_in_for")
_PACK = ("name", "version", "title", "description", "language")
_GROUPS = ("plan", "portfolio", "off")


def encode(policy: Policy) -> bytes | None:
    """A policy as bytes; nothing for what cannot be kept."""
    from kpi_rules.language.compiler.stored_values import Unstorable

    try:
        return marshal.dumps(_Writing().policy(policy))
    except (Unstorable, ValueError, RecursionError):
        return None


def decode(stored: bytes, key: bytes | None = None) -> Policy | None:
    """The policy again, told from others by the key; nothing for bytes of another kind."""
    try:
        return _read(marshal.loads(stored), key)  # noqa: S302  # sealed by the cache
    except (ValueError, TypeError, KeyError, IndexError, EOFError):
        return None


class _Writing:
    """Numbers the sources."""

    def __init__(self) -> None:
        self.sources: dict[tuple[str, str], int] = {}

    def policy(self, policy: Policy) -> dict[str, Any]:
        off = tuple(rule for rule in policy.rules if not rule.active)
        groups = dict(zip(_GROUPS, (policy.plan_rules, policy.portfolio_rules, off), strict=True))
        numbers = {rule.id: (group, n) for group, rules in groups.items() for n, rule in enumerate(rules)}
        return {
            "packs": [self.pack(pack) for pack in policy.packs],
            "rules": [self.rule(rule, *numbers[rule.id]) for rule in policy.rules],
            "settings": marshal.dumps(self.settings(policy)),
            "values": {name: _plain(value) for name, value in policy.values.items()},
            "schema": marshal.dumps((dict(policy.schema.json), sorted(policy.schema.kept_back), policy.schema.locale)),
            "plans": list(policy.plans),
            "exclude": list(policy.exclude),
            "fail_on": policy.fail_on,
            "safe": dict(policy.safe_sizes),
            "maps": [self.source(source) for source in policy.maps],
            "longest_waiver": _plain(policy.longest_waiver),
            "code": _code(policy, off),
            "sources": [list(source) for source in self.sources],
        }

    def pack(self, pack: Pack) -> list[Any]:
        texts = [self.source(source) for source in (pack.manifest, *pack.rule_sources)]
        own = [getattr(pack, name) for name in _PACK]
        return [own, str(pack.folder.path), pack.folder.name, texts, sorted(pack.lineage)]

    def rule(self, rule: PolicyRule, group: str, number: int) -> list[Any]:
        own = [getattr(rule, name) for name in _RULE]
        waivable = None if rule.waivable_origin is None else self.location(rule.waivable_origin)
        amended = [[one.pack, self.location(one.place), list(one.clauses)] for one in rule.amendments]
        said = [self.promise(rule.promise), list(map(self.decision, rule.decisions)), amended]
        return [own, self.location(rule.level_origin), waivable, said, group, number]

    def promise(self, promise: Promise | None) -> list[Any] | None:
        return None if promise is None else [promise.kind, self.location(promise.place)]

    def decision(self, decision: Decision) -> list[Any]:
        return [decision.value, self.location(decision.place), decision.reason]

    def settings(self, policy: Policy) -> list[Any]:
        from kpi_rules.language.compiler.stored_values import Writer

        writer = Writer()
        written = [self.setting(setting, writer) for setting in policy.settings.values()]
        return [writer.met, written]

    def setting(self, setting: Setting, writer: Any) -> list[Any]:
        named = (setting.name, setting.text, setting.description, setting.packs, setting.allowed)
        values = (setting.type, setting.value, setting.minimum, setting.maximum)
        return [
            list(named),
            list(map(writer.plain, values)),
            self.location(setting.origin),
            self.location(setting.declared),
            [self.promise(setting.promise), list(map(self.decision, setting.decisions))],
        ]

    def location(self, location: Location) -> list[int]:
        return [self.source(location.source), location.span.start, location.span.end]

    def source(self, source: Source) -> int:
        return self.sources.setdefault((source.name, source.text), len(self.sources))


def _code(policy: Policy, off: Sequence[PolicyRule]) -> dict[str, bytes]:
    """The compiled rules; those that are off are kept without code."""
    from kpi_rules.language.compiler import CompiledRules
    from kpi_rules.language.compiler.stored import encode as encoded

    groups = (
        policy.compiled_plan_rules,
        policy.compiled_portfolio_rules,
        CompiledRules(tuple(rule.checked for rule in off), ()),
    )
    kept = {name: encoded(rules) for name, rules in zip(_GROUPS, groups, strict=True)}
    if None in kept.values():
        raise ValueError
    return {name: code for name, code in kept.items() if code is not None}


def _plain(value: object) -> Any:
    """A setting's value, without the types and trees that `stored_values` knows."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        return ("number", str(value))
    if isinstance(value, datetime.date):
        return ("date", value.isoformat())
    if isinstance(value, Duration):
        return ("duration", (value.months, value.days, value.seconds))
    if isinstance(value, dict):
        return ("row", {name: _plain(one) for name, one in value.items()})
    if isinstance(value, (list, tuple, frozenset)):
        return (type(value).__name__, [_plain(one) for one in value])
    if value is None or isinstance(value, (str, int)):
        return value
    raise ValueError(type(value).__name__)


def _number(text: str) -> object:
    from decimal import Decimal  # a plan that is known needs none

    return Decimal(text)


_VALUES: Mapping[str, Callable[[Any], object]] = {
    "number": _number,
    "date": datetime.date.fromisoformat,
    "duration": lambda parts: Duration(*parts),
    "row": lambda cells: {name: _value(one) for name, one in cells.items()},
    "list": lambda parts: list(map(_value, parts)),
    "tuple": lambda parts: tuple(map(_value, parts)),
    "frozenset": lambda parts: frozenset(map(_value, parts)),
}


def _value(plain: Any) -> Any:
    return _VALUES[plain[0]](plain[1]) if isinstance(plain, tuple) else plain


def _read(data: dict[str, Any], key: bytes | None) -> Policy:
    from kpi_rules.packs.folder import Folder

    sources = [Source(*one) for one in data["sources"]]
    code = _Code(data["code"])

    def location(written: list[int] | None) -> Any:
        return None if written is None else Location(sources[written[0]], Span(written[1], written[2]))

    def rule(
        own: list[Any], level: list[int], waivable: list[int] | None, said: list[Any], group: str, number: int
    ) -> PolicyRule:
        known: dict[str, Any] = {"level_origin": location(level), "waivable_origin": location(waivable)}
        known |= _said(said[:2], location)
        known["amendments"] = tuple(Amendment(pack, location(at), tuple(names)) for pack, at, names in said[2])
        return PolicyRule(**dict(zip(_RULE, own, strict=True)), **known, read=lambda: code.rule(group, number))

    def pack(own: list[Any], path: str, shown: str, texts: list[int], lineage: list[str]) -> Pack:
        manifest, *rules = (sources[number] for number in texts)
        named = dict(zip(_PACK, own, strict=True))
        return Pack(
            **named,
            folder=Folder(Path(path), shown),
            manifest=manifest,
            rule_sources=tuple(rules),
            lineage=frozenset(lineage),
        )

    policy = StoredPolicy(
        tuple(pack(*one) for one in data["packs"]),
        tuple(rule(*one) for one in data["rules"]),
        StoredSettings(data["settings"], location),
        None,  # type: ignore[arg-type]  # taken out again below: it is read when it is asked for
        tuple(data["plans"]),
        tuple(data["exclude"]),
        data["fail_on"],
        tuple(sources[number] for number in data["maps"]),
        _value(data["longest_waiver"]),
        key=key,
        code=code,
        written_schema=data["schema"],
        written_values=data["values"],
    )
    del policy.__dict__["schema"]
    policy.__dict__["safe_sizes"] = data["safe"]
    return policy


def _said(written: list[Any], location: Callable[[list[int]], Any]) -> dict[str, Any]:
    """A promise and the decisions of a rule or setting; most have neither."""
    promise, decisions = written
    return {
        "promise": None if promise is None else Promise(promise[0], location(promise[1])),
        "decisions": tuple(Decision(value, location(place), reason) for value, place, reason in decisions),
    }


class _Code:
    """The compiled rules of a policy by group, read when they are asked for."""

    def __init__(self, written: Mapping[str, bytes]) -> None:
        self._written = written
        self._read: dict[str, CompiledRules] = {}

    def rules(self, group: str) -> CompiledRules:
        if group not in self._read:
            from kpi_rules.language.compiler.stored import decode as decoded

            found = decoded(self._written[group])
            assert found is not None, "the same program wrote it"
            self._read[group] = found
        return self._read[group]

    def rule(self, group: str, number: int) -> CheckedRule:
        return self.rules(group).rules[number]


class StoredPolicy(Policy, kw_only=True):
    """A policy whose rules are compiled already; its schema and the settings' values are read when they are asked for."""

    code: _Code
    written_schema: bytes
    written_values: Mapping[str, Any]

    @cached_property  # type: ignore[misc]  # a field that is read when it is asked for
    def schema(self) -> PlanSchema:
        """The plan schema."""
        from kpi_rules.plan.schema import PlanSchema

        json, kept_back, locale = marshal.loads(self.written_schema)  # noqa: S302  # sealed by the cache
        schema = PlanSchema(json, locale=locale)
        schema.__dict__["kept_back"] = frozenset(kept_back)  # which needs the types of all records otherwise
        return schema

    @cached_property
    def values(self) -> Mapping[str, object]:
        """The settings' values, as rules read them."""
        return {name: _value(plain) for name, plain in self.written_values.items()}

    @cached_property
    def compiled_plan_rules(self) -> CompiledRules:
        """The code of `plan_rules`, in their order."""
        return self.code.rules("plan")

    @cached_property
    def compiled_portfolio_rules(self) -> CompiledRules:
        """The code of `portfolio_rules`, in their order."""
        return self.code.rules("portfolio")


class StoredSettings(Mapping[str, Setting]):
    """Settings that are read when they are asked for."""

    def __init__(self, written: bytes, location: Callable[[list[int]], Location]) -> None:
        self._written = written
        self._location = location

    @cached_property
    def _settings(self) -> dict[str, Setting]:
        from kpi_rules.language.compiler.stored_values import Reader

        types, written = marshal.loads(self._written)  # noqa: S302  # sealed by the cache
        reader = Reader()
        reader.add_types(types)
        return {setting.name: setting for setting in (self._setting(reader, *one) for one in written)}

    def _setting(
        self, reader: Any, named: list[Any], values: list[Any], origin: Any, declared: Any, said: list[Any]
    ) -> Setting:
        name, text, description, packs, allowed = named
        type_, value, minimum, maximum = map(reader.value, values)
        at = self._location(origin), self._location(declared)
        bounds = (allowed, minimum, maximum)
        return Setting(name, type_, value, text, description, *at, packs, *bounds, **_said(said, self._location))

    def __getitem__(self, name: str) -> Setting:
        return self._settings[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)
