"""The curve and its pictures: the numbers of the table, break-evens marked, readable without colour."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.costs.chart import chart, write_chart
from bot.costs.compare import compare
from bot.costs.curve import alt_text, curve
from bot.costs.drawing import WIDTH, drawing
from bot.costs.words import dollars
from bot.errors import OperatorError
from tests.costs.scenarios import scenario

if TYPE_CHECKING:
    from pathlib import Path

COMPARED = compare(scenario())
DRAWN = curve(COMPARED)
NAMES = [line.name for line in DRAWN.lines]


def test_the_numbers_are_the_table_s() -> None:
    """At today's volume each line has the amount of its way."""
    assert DRAWN.calls[DRAWN.near_today] == 20_000
    of_lines = {line.amounts[DRAWN.near_today] for line in DRAWN.lines}
    assert of_lines == {cost.monthly for cost in COMPARED.costs}


def test_break_evens_are_marked() -> None:
    """5,763 for the smaller model tuned or distilled, 8,160 for the same model; a way that always costs less has no mark."""
    assert DRAWN.marks == ((5_763, "gpt-4.1-mini fine-tuned or distilled"), (8_160, "gpt-4.1 fine-tuned"))


def test_it_is_told_in_words() -> None:
    """The alternative text has every way with its amount, and the break-evens."""
    told = alt_text(DRAWN)
    assert [name for name in NAMES if name not in told] == []
    assert "At 20,000 calls a day" in told
    assert "gpt-4.1-mini fine-tuned or distilled 1,536" in told
    assert "from 5,763" in told


def test_it_is_drawn_with_letters() -> None:
    """In 78 columns, a letter a line, each in the legend and in the picture."""
    text = drawing(DRAWN)
    assert max(map(len, text.splitlines())) <= WIDTH
    picture, _, legend = text.partition("+---")
    for letter, name in zip("ABCDEFGH", NAMES, strict=False):
        assert f"  {letter} {name}" in legend
        assert letter in picture
    assert "B costs less than now from 5,763 calls a day" in legend


def test_nothing_to_draw() -> None:
    """No tokens, no hosting: a sentence, not a fault."""
    made = scenario(into=0, out=0, once_tuned=0, short=0).having("tuned.hosting", Decimal(0))
    made = made.having("tuned_smaller.hosting", Decimal(0)).having("retrieval.added_tokens", Decimal(0))
    assert "nothing to draw" in drawing(curve(compare(made.having("retrieval.embedded_tokens", Decimal(0)))))


@given(st.integers(0, 10**9), st.integers(0, 10**5), st.integers(0, 10**5))
@settings(max_examples=25, deadline=None)
def test_any_volume_can_be_drawn(calls: int, into: int, once_tuned: int) -> None:
    """The axis rises, and the drawing stays within its width."""
    drawn = curve(compare(scenario(calls=calls, into=into, once_tuned=once_tuned)))
    assert list(drawn.calls) == sorted(drawn.calls)
    assert max(map(len, drawing(drawn).splitlines())) <= WIDTH
    assert alt_text(drawn)


def test_a_picture_as_svg() -> None:
    """Names, amounts of the table and break-evens stand in it as text; every line has its own dashes; twice the same."""
    picture = chart(DRAWN, "svg")
    text = " ".join(ET.fromstring(picture).itertext())  # noqa: S314 - our own file
    for line in DRAWN.lines:
        assert f"{line.name}  {dollars(line.amounts[DRAWN.near_today])}" in text
    assert all(f"{calls:,}" in text for calls, _ in DRAWN.marks)
    styles = [
        re.search(r"stroke-dasharray: ([^;\"]+)", found)
        for found in re.findall(r'<g id="gpt-[^"]*">\s*<path[^>]*>', picture.decode())
    ]
    assert len({match.group(1) if match else "" for match in styles}) == len(DRAWN.lines)
    assert chart(DRAWN, "svg") == picture


def test_a_picture_as_png(tmp_path: Path) -> None:
    """A PNG on a white ground, wide enough for Slack, written by its ending."""
    file = tmp_path / "Costs.PNG"
    write_chart(DRAWN, file)
    head = file.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    assert width >= 1_000
    assert width > height


@pytest.mark.parametrize(
    ("name", "said"), [("costs.gif", "'gif'"), ("costs", "''"), ("no/such/folder.png", "can't be written")]
)
def test_a_file_that_can_not_be(tmp_path: Path, name: str, said: str) -> None:
    """The ending or the place is named, with what to do."""
    with pytest.raises(OperatorError, match=said):
        write_chart(DRAWN, tmp_path / name)


def test_nothing_is_imported_before_it_is_drawn() -> None:
    """The command line starts without matplotlib."""
    code = "import sys, bot.cli, bot.costs.chart; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code
