"""Wrapped and unwrapped twins give the same passages; divided words are mended; columns, headings and front matter are told."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import pytest

from knowledge.documents import read_document

from .making import folder_source
from .pdfs import column, drawn, shown

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.passages import Passage

FIRST = (
    "The Zarquon programme fine-tunes the dispatch model every second Tuesday of the month, but only when the regression suite of "
    "340 dialogues has fallen by more than two points. Retraining is not allowed while a release is under way in Sweden Central."
)
SECOND = (
    "The Tarragon assistant is retrained on the first working day of every quarter. Whoever asks for an exception writes to the "
    "owners of the suite, who answer within three working days; an exception holds for one quarter only."
)


def read(folder: Path, name: str, content: str | bytes) -> list[Passage]:
    """Write a file and read it as a document."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(file, folder_source(folder))


def texts(folder: Path, name: str, content: str | bytes) -> list[tuple[tuple[str, ...], str]]:
    """Heading path and text of each passage."""
    return [(passage.heading_path, passage.text) for passage in read(folder, name, content)]


def divided(text: str, width: int) -> str:
    """The text in lines of a width, long words divided at the line's end as typesetters do, compounds at their hyphen."""
    lines = [""]
    for word in text.split(" "):
        room = width - len(lines[-1]) - 1
        if len(word) <= room or not lines[-1]:
            lines[-1] = f"{lines[-1]} {word}".strip()
        elif word in {"dispatch", "regression", "exception"} and room >= 4:
            lines[-1] += f" {word[:3]}-"
            lines.append(word[3:])
        elif word == "fine-tunes" and room >= 5:
            lines[-1] += " fine-"
            lines.append("tunes")
        else:
            lines.append(word)
    return "\n".join(lines)


@pytest.mark.parametrize("ending", ["md", "txt"])
@pytest.mark.parametrize("width", range(30, 110, 7))
def test_wrapped_text_reads_like_its_twin(tmp_path: Path, ending: str, width: int) -> None:
    """Whatever the width, and with words divided, the passages are those of the text with a line for each paragraph."""
    wrapped = "\n\n".join(divided(paragraph, width) for paragraph in (FIRST, SECOND))
    assert wrapped.count("\n") > 4
    assert texts(tmp_path, f"a.{ending}", wrapped) == texts(tmp_path, f"b.{ending}", f"{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize("width", range(36, 90, 9))
def test_wrapped_pdf_reads_like_its_twin(tmp_path: Path, width: int) -> None:
    """The lines of a PDF's paragraphs are joined, and its paragraphs kept apart."""
    lines = [*divided(FIRST, width).split("\n"), "", *divided(SECOND, width).split("\n")]
    operators = [one for one, line in zip(column(40, lines), lines, strict=True) if line]
    whole = drawn(["\n".join([shown(40, 700, FIRST, 2), shown(40, 600, SECOND, 2)])])
    found = texts(tmp_path, "a.pdf", drawn(["\n".join(operators)]))
    assert found == texts(tmp_path, "b.pdf", whole)
    assert [text for _, text in found] == [f"{FIRST}\n\n{SECOND}"]


@pytest.mark.parametrize("order", ["column by column", "line by line"])
def test_two_columns_are_read_one_after_the_other(tmp_path: Path, order: str) -> None:
    """Whether the file draws its columns one by one or across, a headline over both comes first."""
    left, right = wrap(FIRST, 38, break_long_words=False), wrap(SECOND, 38, break_long_words=False)
    columns = (column(40, left), column(330, right))
    drawing = [*columns[0], *columns[1]]
    if order == "line by line":
        longest = max(map(len, columns))
        padded = [each + [""] * (longest - len(each)) for each in columns]
        drawing = [part for row in zip(*padded, strict=True) for part in row]
    title = shown(40, 740, "What every team that trains a model has to know beforehand", 16)
    (found,) = read(tmp_path, "a.pdf", drawn(["\n".join([title, *drawing])]))
    assert found.text.split("\n\n") == ["What every team that trains a model has to know beforehand", FIRST, SECOND]


def test_sentences_go_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    """A sentence that a page's end cuts is whole where it begins, and what stands on every page is no part of it."""
    lines = [*wrap(FIRST, 60), *wrap(SECOND, 60)]
    thirds = [lines[:3], lines[3:6], lines[6:]]
    pages = [
        "\n".join([shown(40, 750, "Handbook of the company"), *column(40, third), shown(300, 40, f"{number} of 3")])
        for number, third in enumerate(thirds, 1)
    ]
    found = texts(tmp_path, "a.pdf", drawn(pages))
    assert [path for path, _ in found] == [("Page 1",), ("Page 2",), ("Page 3",)]
    assert " ".join(text for _, text in found) == f"{FIRST} {SECOND}"
    assert all(text.endswith(".") for _, text in found)


def test_rows_of_a_table_in_a_pdf_are_lines(tmp_path: Path) -> None:
    """What stands beside each other in a table is no column of prose, and a row does not run on in the next one."""
    rows = [("Region", "Training"), *((f"Sweden Central {row}", f"Global Standard {row}") for row in range(8))]
    operators = [
        part
        for row in zip(column(40, [a for a, _ in rows]), column(300, [b for _, b in rows]), strict=True)
        for part in row
    ]
    (found,) = read(tmp_path, "a.pdf", drawn(["\n".join(operators)]))
    assert [line for line in found.text.split("\n") if line] == [" ".join(row) for row in rows]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("It is dis-\npatched.", "It is dispatched."),
        ("We fine-\ntune it.", "We fine-tune it."),
        ("The finetune is a finet-\nune.", "The finetune is a finetune."),
        ("A zor-tram; the zor-\ntram ends.", "A zor-tram; the zor-tram ends."),
        ("A zor-tram; many zor-\nglims end.", "A zor-tram; many zor-glims end."),
        ("Internationali-\nzation counts.", "Internationalization counts."),
        ("Con-\ntextual words, inter-\noperable ones.", "Contextual words, interoperable ones."),
        ("Ask gpt-4o-\nmini or GPT-\n4 or pay-as-you-\ngo.", "Ask gpt-4o-mini or GPT-4 or pay-as-you-go."),
        ("Retrieval-\nAugmented Generation.", "Retrieval-Augmented Generation."),
        ("For short-\nand long-term use.", "For short- and long-term use."),
        ("It ends -\nand begins.", "It ends - and begins."),
        ("Soft\u00adly dis\u00ad\npatched.", "Softly dispatched."),
        ("Die Daten-\nbanken sind da.", "Die Datenbanken sind da."),
        ("塔拉戈纳助手在每季度\n的第一个工作日。", "塔拉戈纳助手在每季度的第一个工作日。"),
    ],
)
@pytest.mark.parametrize("ending", ["md", "txt"])
def test_divided_words_are_mended(tmp_path: Path, lines: str, expected: str, ending: str) -> None:
    """A hyphen at a line's end goes or stays: as the document writes the word elsewhere, else as English does."""
    assert [text for _, text in texts(tmp_path, f"a.{ending}", lines)] == [expected]


@pytest.mark.parametrize("ending", ["md", "txt"])
def test_what_is_no_paragraph_stays_in_lines(tmp_path: Path, ending: str) -> None:
    """Items of lists go on in their own lines, and keys with their values are not run together."""
    text = "- The first item of the list goes\n  on here\n- Second\n\nOwner: Alice\nBudget: 300 EUR\nRegion: Sweden Central\n"
    expected = (
        "- The first item of the list goes on here\n- Second\n\nOwner: Alice\nBudget: 300 EUR\nRegion: Sweden Central"
    )
    assert texts(tmp_path, f"a.{ending}", text) == [((), expected)]


def test_a_number_at_the_start_of_a_line_is_no_list(tmp_path: Path) -> None:
    """Where a wrapped line happens to begin with a year, the sentence goes on."""
    text = "The rule was made in\n2024. It holds for all teams since\n2025. Nobody objects."
    assert texts(tmp_path, "a.md", text) == [
        ((), "The rule was made in 2024. It holds for all teams since 2025. Nobody objects.")
    ]


@pytest.mark.parametrize(
    ("front", "kept"),
    [
        ("---\nowner: x\ntitle: Microsoft Learn\ntags:\n  - a\n  - b\n---\n", ""),
        ("---\nowner: x\n...\n", ""),
        ('+++\ntitle = "x"\n[extra]\ndraft = true\n+++\n', ""),
        ("---\nThe programme ends in May.\n\n---\n", "The programme ends in May.\n\n"),
        ("---\nowner: x\nThe programme ends in May.\n\n---\n", "owner: x The programme ends in May.\n\n"),
        ("+++\nThe programme ends in May.\n+++\n\n", "+++ The programme ends in May. +++\n\n"),
        ("---\nowner: x\n\n", "owner: x\n\n"),
    ],
)
def test_front_matter_is_keys_and_values_alone(tmp_path: Path, front: str, kept: str) -> None:
    """YAML or TOML at the top is no text; prose between two breaks is."""
    assert texts(tmp_path, "a.md", f"{front}Ten rows are enough.\n") == [((), f"{kept}Ten rows are enough.")]


def test_underlined_headings_are_headings(tmp_path: Path) -> None:
    """Two levels in Markdown; a table's ruler, a break and a long paragraph before a break are none."""
    text = "Guide\n=====\nStart.\n\nOur\ndata\n----\nTen rows.\n\n---\n\nMore rows.\n\n" + "word " * 60 + "\n---\nLast."
    assert [path for path, _ in texts(tmp_path, "a.md", text)] == [("Guide",), ("Guide", "Our data")]


def test_underlined_headings_in_text(tmp_path: Path) -> None:
    """In plain text and reStructuredText the signs make levels in order of appearance."""
    text = "=====\nGuide\n=====\n\nStart.\n\nData\n~~~~\nTen rows.\n\nCosts\n~~~~~\n\nMuch.\n\nEnd\n===\n\nDone."
    assert texts(tmp_path, "a.rst", text) == [
        (("Guide",), "Start."),
        (("Guide", "Data"), "Ten rows."),
        (("Guide", "Costs"), "Much."),
        (("End",), "Done."),
    ]


def test_code_keeps_its_lines(tmp_path: Path) -> None:
    """Code is not joined, headings in it are none, and nothing in it reads as a mark."""
    text = "# Guide\n\n```python\n# not a heading\nrows[3] = data\n```\n\nAfter.\n"
    assert texts(tmp_path, "a.md", text) == [(("Guide",), "# not a heading\nrows[ 3] = data\n\nAfter.")]


def test_what_looks_like_spaces_is_spaces(tmp_path: Path) -> None:
    """No-break, figure, thin and ideographic spaces are spaces; zero-width ones are nothing; ligatures are letters."""
    text = "Ten\u00a0rows\u202fare\u2007en\u200bough,\u2009\ufb01ne\u3000and e\ufb03cient; non\u2011stop 10² rows.\ufeff\u2060"
    assert texts(tmp_path, "a.txt", text) == [((), "Ten rows are enough, fine and efficient; non-stop 10² rows.")]


def test_terminal_sequences_are_taken_out(tmp_path: Path) -> None:
    """Colours, titles, links and clipboard sequences leave their text, and nothing for a terminal to obey."""
    text = "\x1b[31mRed\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x1b]52;c;ZXZpbA==\x1b\\ \x9b2Jdone\u202e\x08."
    ((_, found),) = texts(tmp_path, "a.txt", text)
    assert found == "Red link done."
