"""The program's own words in the reader's language.

Every sentence that people read goes through `tr` or `ntr`, as an English template with named places. Catalogues are
gettext's, in `kpi_rules/locales/<tag>/LC_MESSAGES/kpi_rules.mo`; without one the English stands. Ids, keys and the words
of the rule language are never translated. Which language a reader wants is told by `use`; the environment is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from functools import cache
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gettext import GNUTranslations

DOMAIN = "kpi_rules"
LOCALES = Path(__file__).parent / "locales"

_TAG = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"


def fallbacks(tag: str) -> tuple[str, ...]:
    """The tag and what it falls back on: `ar-EG`, `ar`."""
    parts = tag.split("-")
    return tuple("-".join(parts[:count]) for count in range(len(parts), 0, -1))


def normal_tag(text: str) -> str | None:
    """A language tag as it is usually written: `ar-EG` of `AR_eg`. Nothing where it is none."""
    language, *rest = text.replace("_", "-").split("-")
    tag = "-".join([language.lower(), *map(_subtag, rest)])
    return tag if re.fullmatch(_TAG, tag) else None


def _subtag(part: str) -> str:
    """A script is written `Arab`, a region `EG`, anything else in lower case."""
    return part.upper() if len(part) == 2 else part.title() if len(part) == 4 and part.isalpha() else part.lower()


class _Catalogue:
    """The sentences of one language; in one that runs from right to left, with isolates around what stands in them."""

    def __init__(self, tag: str, translations: GNUTranslations) -> None:
        from kpi_rules import bidi

        self.tag = tag
        self._translations = translations
        self._apart = bidi.isolated_template if bidi.runs_right_to_left(tag) else None
        self._kept = bidi.kept
        self._made: dict[str, str] = {}

    def one(self, template: str) -> str:
        """A template."""
        return self._set_apart(self._translations.gettext(template), template)

    def counted(self, one: str, many: str, count: int) -> str:
        """The template for a number."""
        return self._set_apart(self._translations.ngettext(one, many, count), one, many)

    def value(self, value: object) -> object:
        """A value that is safe to stand between isolates."""
        return self._kept(value) if self._apart is not None and isinstance(value, str) else value

    def _set_apart(self, text: str, *english: str) -> str:
        if self._apart is None or text in english:
            return text
        if text not in self._made:
            self._made[text] = self._apart(text)
        return self._made[text]


_language: ContextVar[str | None] = ContextVar("language", default=None)
_catalogue: ContextVar[_Catalogue | None] = ContextVar("catalogue", default=None)


def use(tag: str | None) -> None:
    """Speak this language from here on, as far as there is a catalogue of it or of what it falls back on."""
    _language.set(tag)
    _catalogue.set(None if tag is None else _catalogue_of(tag))


class speaking:  # noqa: N801  # `with speaking("ar"):`
    """Speak another language for a while; English for none."""

    def __init__(self, tag: str | None) -> None:
        self._tag = tag

    def __enter__(self) -> None:
        self._before = _catalogue.set(None if self._tag is None else _catalogue_of(self._tag))

    def __exit__(self, *_: object) -> None:
        _catalogue.reset(self._before)


def language() -> str | None:
    """The language that was asked for; none where nobody asked."""
    return _language.get()


def spoken() -> str:
    """The language of the program's own words."""
    catalogue = _catalogue.get()
    return catalogue.tag if catalogue else "en"


def available() -> tuple[str, ...]:
    """The languages that the program speaks."""
    return ("en", *sorted(path.parent.parent.name for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def tr(template: str, /, **values: object) -> str:
    """The template in the reader's language, its places filled. Values are never read as templates."""
    catalogue = _catalogue.get()
    if catalogue is None:
        return template.format(**values) if values else template
    text = catalogue.one(template)
    return text.format(**{name: catalogue.value(value) for name, value in values.items()}) if values else text


def ntr(one: str, many: str, count: int, /, **values: object) -> str:
    """The template for one or for many, chosen by the language's own plural rule; `{count}` is the number."""
    catalogue = _catalogue.get()
    if catalogue is None:
        return (one if count == 1 else many).format(count=count, **values)
    text = catalogue.counted(one, many, count)
    return text.format(count=count, **{name: catalogue.value(value) for name, value in values.items()})


def isolated(text: str) -> str:
    """A Latin word among the reader's own, outside of any template: set apart where their language needs it."""
    from kpi_rules import bidi

    return bidi.isolated(text) if bidi.runs_right_to_left(spoken()) else text


def listed(texts: Iterable[str]) -> str:
    """A few texts in a row, with the comma of the reader's language, each set apart where it needs it."""
    if _catalogue.get() is None:
        return ", ".join(texts)
    return tr(", ").join(map(isolated, texts))


@cache
def _catalogue_of(tag: str) -> _Catalogue | None:
    for known in fallbacks(tag):
        if known == "en":
            return None
        path = LOCALES / known / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if path.is_file():
            from gettext import GNUTranslations

            with path.open("rb") as file:
                return _Catalogue(known, GNUTranslations(file))
    return None
