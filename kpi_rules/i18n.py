"""The program's own words in the reader's language.

Every sentence that people read goes through `tr` or `ntr`, as an English template with named places. Catalogues are
gettext's, in `kpi_rules/locales/<tag>/LC_MESSAGES/kpi_rules.mo`; without one the English stands. Ids, keys and the words
of the rule language are never translated.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

_catalogue: ContextVar[NullTranslations | None] = ContextVar("catalogue", default=None)


def tr(template: str, /, **values: object) -> str:
    """The template in the reader's language, its places filled. Values are never read as templates."""
    catalogue = _catalogue.get()
    text = catalogue.gettext(template) if catalogue else template
    return text.format(**values) if values else text


def ntr(one: str, many: str, count: int, /, **values: object) -> str:
    """The template for one or for many, chosen by the language's own plural rule; `{count}` is the number."""
    catalogue = _catalogue.get()
    text = catalogue.ngettext(one, many, count) if catalogue else (one if count == 1 else many)
    return text.format(count=count, **values)
