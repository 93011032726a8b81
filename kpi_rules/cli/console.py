"""Standard output and error: encoding, colour, width, and a reader who stops reading.

UTF-8 everywhere; what cannot be encoded is spelled out. A closed pipe is no error: the exit code stays what it was to be.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TextIO, TypeAlias

ColorChoice: TypeAlias = 'Literal["auto", "always", "never"]'

PLAIN_WIDTH = 100
_WIDEST = 140
_NARROWEST = 40


def prepare_streams() -> None:
    """Have both streams write UTF-8 and never fail at a character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def write(text: str) -> None:
    """Write lines for people to standard output, at once and whole: what a stranger wrote in them does nothing."""
    _write(sys.stdout, _dead(text))


def put_out(text: str) -> None:
    """Write what programs read to standard output, as it is: its format has its own ways with strangers' words."""
    _write(sys.stdout, text)


def tell(sentence: str) -> None:
    """Write a line to standard error."""
    _write(sys.stderr, _dead(sentence) + "\n")


def _dead(text: str) -> str:
    if text.isascii() and text.replace("\n", "").isprintable() and "::" not in text and "##" not in text:
        return text  # nearly always, and needs nothing that reads
    from kpi_rules.reports.safe import dead

    return dead(text)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # a process without a console
        return
    try:
        binary = getattr(stream, "buffer", None)
        if binary is None:
            stream.write(text)
        else:  # so that line ends stay as a format made them, on Windows too
            stream.flush()
            binary.write(text.encode("utf-8", "backslashreplace"))
            binary.flush()
        stream.flush()
    except BrokenPipeError:
        _let_go(stream)
    except OSError:  # a full disk: what is left in the buffer must not fail once more when the process ends
        _let_go(stream)
        raise


def _let_go(stream: TextIO) -> None:
    """Let the rest of what is written, and the interpreter's last flush, go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at it."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False


def wants_color(choice: ColorChoice, stream: TextIO | None) -> bool:
    """Colour when asked for; else by NO_COLOR and FORCE_COLOR; else on a terminal that is not dumb."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def width(stream: TextIO | None) -> int:
    """The columns there are: the terminal's, within reason; a fixed number where there is none."""
    if not is_terminal(stream):
        return PLAIN_WIDTH
    from shutil import get_terminal_size

    return max(_NARROWEST, min(get_terminal_size((PLAIN_WIDTH, 24)).columns, _WIDEST))
