"""Clauses, loops, defines and heads of rules that are other languages', with what they are here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi_rules.i18n import tr
from kpi_rules.language.habits import Habit
from kpi_rules.language.syntax_messages import Said, hint_word, outside_a_rule

CLAUSES = {
    **dict.fromkeys(["description", "note", "rationale", "explanation", "purpose", "reason", "why", "motivation", "doc"], "because"),
    **dict.fromkeys(["hint", "suggestion", "help", "advice", "recommendation", "action", "remedy", "solution", "todo"], "fix"),
    **dict.fromkeys(["message", "msg", "text", "print", "output", "report", "tell", "else"], "say"),
    **dict.fromkeys(["location", "path", "on", "field", "target", "focus", "highlight", "where_"], "at"),
    **dict.fromkeys(["reference", "ref", "citation", "see", "origin", "link", "url", "from"], "source"),
    **dict.fromkeys(["if", "given", "provided", "assuming", "suppose", "whenever", "only", "condition", "and", "where", "filter", "applies", "precondition", "matchs"], "when"),
    **dict.fromkeys(["unless", "except", "exclude"], "when not"),
    **dict.fromkeys(["require", "requires", "ensure", "assert", "check", "expect", "verify", "shall", "needs", "needed", "validate", "test", "error", "critical", "mandatory", "violation_if_not", "allow", "return"], "must"),
    **dict.fromkeys(["warn", "warning", "ought", "recommend", "recommended", "advise"], "should"),
    **dict.fromkeys(["may", "can", "might", "info", "optional", "nice", "suggest"], "could"),
    **dict.fromkeys(["deny", "forbid", "prohibit", "reject", "never", "disallow", "violation", "fail", "mustnot", "cannot"], "must not"),
    **dict.fromkeys(["var", "const", "set", "local", "val", "dim", "assign", "define_"], "let"),
}  # fmt: skip
"""Words that begin a clause elsewhere, and ours."""
TEXTS = frozenset(["because", "fix", "say", "source"])
LEVELS = {
    **dict.fromkeys(["error", "critical", "high", "violation", "mandatory", "blocker", "fatal", "must", "major"], "must"),
    **dict.fromkeys(["warning", "warn", "medium", "recommendation", "should", "minor", "moderate"], "should"),
    **dict.fromkeys(["info", "low", "hint", "note", "could", "information", "style"], "could"),
}  # fmt: skip
ENDS = frozenset(["end", "endif", "endrule", "fi", "done", "begin", "pass", "begin", "esac", "next", "stop"])
"""Words that close a block elsewhere."""
_LEVEL_KEYS = frozenset(["level", "severity", "priority", "type", "weight", "category"])


def clause_for(line: str, word: str) -> str | None:
    """The clause that is meant by a line that begins with a word of elsewhere."""
    folded = word.lower()
    given = re.match(r"\s*\w+\s*[:=]?\s*\"?(\w+)\"?\s*$", line)
    if given and folded in _LEVEL_KEYS and given[1].lower() in LEVELS:
        return f"{LEVELS[given[1].lower()]} …"
    if assigned := re.match(r"\s*(?:\w+\s+)?([^\W\d]\w*)\s*:?=\s*(?!=)(\S[^\n]*)", line):
        return f"let {assigned[1]} = {assigned[2].strip()}"
    ours = CLAUSES.get(folded)
    if ours is None:
        return None
    rest = line.strip()[len(word) :].strip().lstrip(":=").strip().rstrip(";,")
    if ours in TEXTS:
        text = rest.partition(" ")[2] if rest.startswith("say ") else rest
        return f"{ours} {text}" if text.startswith('"') else f'{ours} "…"'
    return f"{ours} {rest or '…'}"


def _singular(found: re.Match[str]) -> Sequence[str]:
    name = found[1].rpartition(".")[2]
    return (f"for each {name[:-1] if name.endswith('s') else 'one'} in {found[1]}",)


def _type(text: str) -> str:
    words = {"string": "text", "str": "text", "int": "number", "float": "number", "bool": "truth", "boolean": "truth"}
    return words.get(text, text)


def _listed(found: re.Match[str]) -> Sequence[str]:
    return (f"{found[1]}: list of {_type(found[2] or found[3])}",)


def _turned(found: re.Match[str]) -> Sequence[str]:
    return (f"{found[2]}: {_type(found[1])}",)


def _hyphens(found: re.Match[str]) -> Sequence[str]:
    return (f"define {found[1].replace('-', '_')}",)


def _named(found: re.Match[str]) -> Sequence[str]:
    words = re.findall(r"[^\W_]+", found[1].lower())
    return (f"rule {'-'.join(words[:5]) or 'my-rule'} {found[1]}",)


def _no_brackets() -> str:
    return tr("a define has brackets after its name, empty where it needs nothing")


def _no_result_type() -> str:
    return tr("what a define gives is not declared")


def _no_braces() -> str:
    return tr("a rule has no braces around it")


BEGINNINGS = (
    Habit(r"(?m)^[^\S\n]*for\s+each\s+(plan\.[\w.]+)", _singular),
    Habit(r"(?m)^[^\S\n]*for\s+each\s+(<name>)[^\S\n]*$", r"for each \1 in plan.\1s"),
    Habit(
        r"(?m)^[^\S\n]*for\s+each\s+(<name>)\s*(?:,|and)\s*(<name>)\s+in\s+(<path>)",
        lambda found: (f"for each {found[1]} in {found[3]}", f"for each pair {found[1]}, {found[2]} in {found[3]}"),
        lambda: tr("a loop has one name; a second loop stands in a line of its own"),
    ),
    Habit(
        r"(?m)^[^\S\n]*for\s+each\s+(<name>)\s+in\s+(<path>)\s+sorted\s+by\s+([\w.]+(?:\s+descending)?)",
        r"for each \1 in [\1 for \1 in \2 sorted by \3]",
    ),
    Habit(
        r"(?m)^[^\S\n]*(?:for(?:\s*each|\s+all|\s+every|\s+any|\s+the)?|for[eE]ach|forall|each|every|all|any|loop|iterate(?:\s+over)?)\s*\(?\s*(<name>)\s+(?:in|of|from|within|on|over)\s+(<path>)(?![\w(])\)?",
        r"for each \1 in \2",
    ),
    Habit(
        r"(?m)^[^\S\n]*for\s+each\s+(<name>)\s+in\s+(<path>)\s+(?:if|with|having|such that|that|which)\s+([^\n]+)",
        r"for each \1 in \2 where \3",
    ),
    Habit(r"(?m)^[^\S\n]*replace\s+(<path>)\s*(?:\bby\b|\bto\b|=|->|=>|\bwhit\b)\s*(\S[^\n]*)", r"replace \1 with \2"),
    Habit(
        r"(?m)^[^\S\n]*let\s+(\w+(?:-\w+)+)(?=\s*=)",
        lambda m: (f"let {m[1].replace('-', '_')}",),
        lambda: tr("a name has no hyphens"),
    ),
    Habit(
        r"(?m)^[^\S\n]*(?:let|var|const|set)\s+(<name>)\s*(?::[^\S\n]*[\w ]+?=(?!=)|:=|==|=|be\b|as\b|is\b|to\b|->|<-)\s*([^\n]+)",
        r"let \1 = \2",
    ),
)
HEADS = (
    Habit(r"(?<=[(,])(\s*<name>:[^\S\n]*[\w ]+?)\s*=\s*[^,()\n]+(?=[,)])", r"\1", lambda: tr("a parameter has no value of its own")),
    Habit(r'(?m)^[^\S\n]*rule\s+"([\w-]+)"\s*(?=")', r"rule \1", lambda: tr("a rule's id stands without quotes")),
    Habit(r'(?m)^[^\S\n]*rule\s+([\w-]+)\s*(?:[:=(,]|is|title)\s*:?\s*("[^"\n]*")\)?', r"rule \1 \2"),
    Habit(r'(?m)^[^\S\n]*rule\s+(\d[\w-]*)', lambda m: (f"rule r{m[1]}",), lambda: tr("a rule's id begins with a letter")),
    Habit(
        r'(?m)^[^\S\n]*rule\s+((?:[^\W_][\w]*[ ]+)+[^\W_]\w*)\s*(?=")',
        lambda m: ("rule " + "-".join(m[1].lower().split()),),
        lambda: tr("a rule's id is one word, with hyphens"),
    ),
    Habit(
        r'(?m)^[^\S\n]*rule\s+("(?:[^"\n\\]|\\.)*")',
        _named,
        lambda: tr("a rule has an id before its title"),
    ),
    Habit(r'(?m)^[^\S\n]*rule\s+([\w-]+)(?:\s*[:,]|\s+-)?[^\S\n]+([^"\n{]*[^"\n{\s])[^\S\n]*$', r'rule \1 "\2"', lambda: tr("a rule's title stands in double quotes")),
    Habit(r"(?m)^[^\S\n]*(rule [^{\n]*?)\s*\{", r"\1", _no_braces),
    Habit(r"(?m)^[^\S\n]*define\s+(<name>)\s*=\s*([^\n]*)", r"define \1() = \2", _no_brackets),
    Habit(r"(?m)^[^\S\n]*define\s+(\w+(?:-\w+)+)", _hyphens, lambda: tr("the name of a define has no hyphens")),
    Habit(
        r"(?m)^[^\S\n]*(define\s+<name>\([^()\n]*\))\s*(?:(?::|->)\s*[\w ]+?\s*(?==)|:\s*(?!=)|:=|->|=>|\bas\b|\bis\b)\s*=?\s*",
        r"\1 = ",
        _no_result_type,
    ),
    Habit(r"(?m)^[^\S\n]*(define\s+<name>\([^()\n]*\))[^\S\n]+(?==?)([^=\n][^\n]*)", r"\1 = \2"),
    Habit(r"\b(<name>)\s*:\s*(?:(<name>)\s*\[\s*\]|(?:list|array|set|vector)\s*(?:\[|<|\(|of\s*\[)\s*(<name>)s?\s*[\])>])", _listed),
    Habit(r"(?<=[(,])\s*(text|number|truth|date|duration|kpi|role|objective|metric|plan|string|int|bool)\s+(<name>)(?=\s*[,)])", _turned),
    Habit(r"\breturn\s+([^\n]+)", r"\1", lambda: tr("nothing is returned: a define is its value")),
)  # fmt: skip
FILE_WORDS = {
    **dict.fromkeys(["import", "use", "include", "extends", "require", "using", "load"], "extends"),
    **dict.fromkeys(["name", "version", "title", "description", "settings", "fields", "levels", "package", "module", "namespace", "language", "pack"], "manifest"),
    **dict.fromkeys(["let", "var", "const", "set", "val"], "let"),
    **dict.fromkeys(["deny", "allow", "violation", "policy", "permit", "forbid", "check", "test", "constraint", "assert", "warn", "shape", "rules"], "rule"),
    **dict.fromkeys(["function", "def", "fn", "func", "macro", "fun", "sub", "lambda"], "define"),
    **dict.fromkeys(["override", "overrides", "amends", "amendment", "modify", "change", "patch", "redefine", "extend", "alter", "adjust"], "amend"),
    **dict.fromkeys(["when", "for", "must", "should", "could", "say", "fix", "because", "source", "at", "replace", "also"], "clause"),
}  # fmt: skip
"""What begins a file elsewhere, and where it belongs here."""


def outside(word: str) -> Said:
    """What stands where a rule or a define begins, and is neither."""
    match FILE_WORDS.get(word.lower(), ""):
        case "extends":
            help_: str | None = tr(
                "packs are named in `pack.yaml`: `extends: [core]`; defines of theirs can be called at once"
            )
        case "manifest":
            help_ = tr(
                "what a pack is called, sets and declares stands in `pack.yaml`; a `.rules` file holds rules and defines"
            )
        case "let":
            help_ = tr("`let` stands inside a rule; for every rule of the pack write `define name() = …`")
        case "rule":
            help_ = tr('write `rule id "title"`, and under it what has to be true: `must …`')
        case "clause":
            help_ = tr('a clause stands inside a rule: begin with `rule id "title"`')
        case ours if ours:
            help_ = tr("did you mean `{name}`?", name=ours)
        case _:
            help_ = (
                tr("a comment starts with `#`") if word in "/;*-'%" else hint_word(word, ("rule", "amend", "define"))
            )
    return outside_a_rule(word, help_)
