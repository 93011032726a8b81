"""A document as a PDF: the HTML page as WeasyPrint prints it, with its running header, page numbers in the contents, and nothing fetched.

Comes in: the page. Goes out: bytes, the same for the same page and the same version of the library and of the machine's fonts. WeasyPrint
(`kpi-rules[pdf]`) is loaded here alone.
"""

from __future__ import annotations

import hashlib

from kpi_rules.structs import Struct


class Unprintable(Struct):
    """Why there is no PDF: the library, or what it needs of the system, is not there."""

    reason: str


def printed(page: str) -> bytes | Unprintable:
    """The page as a PDF."""
    import logging

    logging.getLogger("weasyprint").disabled = True
    logging.getLogger("fontTools").disabled = True
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as problem:
        return Unprintable(str(problem).splitlines()[0])
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32].encode()
    made = HTML(string=page, url_fetcher=_nothing).write_pdf(pdf_identifier=identifier)
    return bytes(made)


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(url)
