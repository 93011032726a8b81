"""The server's text is the client's text, after any edits. The client here is a model of its own: a flat list of code units, as JavaScript or Rust keep text."""

import os
import random
import re

import pytest

from kpi_rules.server.texts import Change, OpenText, Place

EDITS = int(os.environ.get("KPI_RULES_EDITS", "3000"))
"""A longer run by hand: KPI_RULES_EDITS=100000."""
PIECES = ("a", "kpis:", "é", "e\u0301", "خطة", "😀", "👩\u200d👩\u200d👧", "\r\n", "\r", "\n", "\n\n", "\u2028", "\u0085", "\x0b", "\x0c",
          "\ufeff", "\t", "", "x" * 50, "\r\r\n", "\n\r")  # fmt: skip
HALVES = ("\ud83d", "\ude00")
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Model:
    """The text as bytes of code units; a place is an index of a unit."""

    def __init__(self, units: str) -> None:
        self.codec, self.size = CODECS[units]
        self.data = b""

    @property
    def text(self) -> str:
        return self.data.decode(self.codec, "surrogatepass")

    def lines(self) -> list[tuple[int, int]]:
        """Where each line begins and its content ends, in units."""
        found, start = [], 0
        text = self.text
        for end in re.finditer(r"\r\n|\r|\n", text):
            found.append((start, self.units(text[: end.start()])))
            start = self.units(text[: end.end()])
        return [*found, (start, len(self.data) // self.size)]

    def units(self, text: str) -> int:
        return len(text.encode(self.codec, "surrogatepass")) // self.size

    def replace(self, start: int, end: int, text: str) -> None:
        new = text.encode(self.codec, "surrogatepass")
        self.data = self.data[: start * self.size] + new + self.data[end * self.size :]
        if self.codec == "utf-16-le":  # halves that meet are one sign
            self.data = self.data.decode(self.codec, "surrogatepass").encode(self.codec, "surrogatepass")


def a_place(model: Model, chance: random.Random, units: str) -> tuple[int, Place]:
    lines = model.lines()
    number = chance.randrange(len(lines))
    start, end = lines[number]
    column = chance.randrange(end - start + 1)
    if units == "utf-8":  # a client cannot mean the middle of a sign
        while column and (model.data[start + column : start + column + 1] or b"a")[0] & 0xC0 == 0x80:
            column -= 1
    beyond = chance.choice((0, 0, 0, 7)) if column == end - start else 0
    return start + column, Place(number, column + beyond)


@pytest.mark.parametrize("units", CODECS)
def test_after_random_edits(units: str) -> None:
    chance = random.Random(units)
    pieces = PIECES + (HALVES if units == "utf-16" else ())
    model, text = Model(units), OpenText.of("", units)
    for number in range(EDITS):
        if len(model.data) > 600:
            model.replace(0, len(model.data) // model.size, "")
            text = text.edited([Change("")])
        changes = []
        for _ in range(chance.choice((1, 1, 3))):
            (start, from_), (end, to) = sorted(
                (a_place(model, chance, units) for _ in range(2)), key=lambda one: one[0]
            )
            if chance.random() < 0.7:
                end, to = start, from_
            new = "".join(chance.choices(pieces, k=chance.randrange(3)))
            model.replace(start, end, new)
            changes.append(Change(new, *((to, from_) if chance.random() < 0.1 else (from_, to))))
            text = text.edited([changes[-1]])
        assert text.text == model.text, (number, changes)
        assert text.lines == OpenText.of(model.text, units).lines, (number, changes)


@pytest.mark.parametrize("units", CODECS)
def test_places_and_offsets(units: str) -> None:
    chance = random.Random(units)
    for _ in range(300):
        text = OpenText.of("".join(chance.choices(PIECES, k=12)), units)
        for offset in range(len(text.said) + 1):
            place = text.place(offset)
            within = text.said[offset - 1 : offset + 1] == "\r\n"
            assert text.offset(place) == (offset - 1 if within else offset)
        assert text.place(len(text.said) + 5) == text.end
        assert text.offset(Place(9_999, 0)) == len(text.said)


def test_a_mark_at_the_start_is_no_part_of_what_is_read() -> None:
    text = OpenText.of("\ufeffplan: x\n")
    assert text.said == "plan: x\n"
    assert text.place(0) == Place(0, 1)
    assert text.offset(Place(0, 1)) == text.offset(Place(0, 0)) == 0


def test_the_middle_of_a_sign_is_before_it() -> None:
    assert OpenText.of("😀b", "utf-16").offset(Place(0, 1)) == 0
    assert OpenText.of("خb", "utf-8").offset(Place(0, 1)) == 0


def test_half_a_sign_reads_as_none() -> None:
    text = OpenText.of("😀").edited([Change("", Place(0, 0), Place(0, 1))])
    assert text.text == "\ude00"
    assert text.said == "\ufffd"
    assert text.edited([Change("\ud83d", Place(0, 0), Place(0, 0))]).text == "😀"
