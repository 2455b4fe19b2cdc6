"""What the terminal prints for each reply, and how a chat reads its input."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot import phrases
from bot.cli.speaker import terminal_place
from bot.cli.terminal import Flow, Renderer, index_progress
from bot.replies import (
    Abstention,
    Answer,
    Author,
    Citation,
    Done,
    Notice,
    Option,
    Progress,
    Reply,
    TextDelta,
    noted_line,
)
from knowledge.passages import Passage
from knowledge.passages import Status as Age
from tests.slack.golden import ASKING, CARD, CHANGED, GOAL, GOAL_FACT, QUESTION, VOLUME_FACT

PASSAGE = Passage(
    "Ten examples are needed.",
    "S90",
    "Data [bold]guide[/]",
    ("Training", "Dataset size"),
    "dataset-size",
    "https://example.com/data",
    "2026-02-17",
    is_own=True,
)
OLD = Passage("Thousands are needed.", "S91", "Old guide", ("Old guide",), status=Age.SUPERSEDED)


def printed(*replies: Reply, terminal: bool = False, full: bool = False) -> str:
    """What a person sees of these replies."""
    out = io.StringIO()
    renderer = Renderer(Console(file=out, width=200, force_terminal=terminal, color_system=None), full=full)
    for reply in replies:
        renderer.show(reply)
    renderer.stop()
    return out.getvalue()


CITATIONS = (Citation(1, PASSAGE, PASSAGE.text), Citation(2, OLD, OLD.text))
ANSWER = Answer("Ten [1]. Not thousands [2].", CITATIONS, Author.SOURCES, ("[2] is old.",))


def test_an_answer_and_its_sources() -> None:
    """Text, then one line on age and one small line of sources with date and chip."""
    assert printed(Progress("Looking"), TextDelta("Ten [1]."), TextDelta(" Not thousands [2]."), ANSWER, Done()) == (
        "Ten [1]. Not thousands [2].\n"
        "\n"
        "[2] is old.\n"
        "[1] your document: Data [bold]guide[/] · 2026-02-17  [2] Old guide · older text\n"
    )


def test_an_answer_in_full() -> None:
    """Every source stands in a line of its own with headings, date and link."""
    assert printed(TextDelta(ANSWER.text), ANSWER, full=True).endswith(
        "[2] is old.\n"
        "[1] your document: Data [bold]guide[/] › Training › Dataset size · 2026-02-17\n"
        "    https://example.com/data#dataset-size\n"
        "[2] Old guide · undated · older text\n"
    )


@pytest.mark.parametrize(
    ("author", "degraded", "expected"),
    [(Author.MODEL, "", "AI-generated; check what matters."), (Author.SOURCES, "No model today.", "No model today.")],
)
def test_says_who_worded_it(author: Author, degraded: str, expected: str) -> None:
    """A model's words are marked as such, and an answer without it says why."""
    shown = printed(TextDelta("Ten [1]."), Answer("Ten [1].", (Citation(1, PASSAGE, "Ten"),), author, (), degraded))
    assert expected in shown
    assert ("AI-generated" in shown) is (author is Author.MODEL)


def test_an_abstention_names_the_nearest() -> None:
    """The sentence, then the two nearest passages with their links."""
    shown = printed(Abstention("The sources don't say.", (PASSAGE, OLD, PASSAGE)))
    assert shown.count("\n- ") == 2
    assert shown.startswith("The sources don't say.\nNearest in the sources")
    assert "- your document: Data [bold]guide[/] › Training › Dataset size · 2026-02-17" in shown
    assert printed(Abstention("Off topic.")) == "Off topic.\n"


def test_a_question_in_the_terminal() -> None:
    """What was noted, where the verdict stands, the question, five answers a line each, and the others in one."""
    lines = printed(QUESTION).splitlines()
    lean = QUESTION.lean
    assert lean
    assert lines[1:3] == [noted_line(QUESTION.noted), f"{lean.text} {lean.because}"]
    at = lines.index(QUESTION.text)
    labels = [option.label for option in QUESTION.options]
    assert lines[at + 1 : at + 6] == [f"  {letter}) {label}" for letter, label in zip("abcde", labels, strict=False)]
    assert lines[at + 6] == f"  f) {labels[5]}   g) Not sure"
    assert "2023-10-23 · older text" in "".join(lines[at + 7 :])


def test_a_question_with_many_answers() -> None:
    """Six answers a line each, and where the others are; a guess is a yes to pick."""
    options = tuple(Option(str(number), f"Answer {number}") for number in range(12))
    lines = printed(replace(QUESTION, options=options, guess="0")).splitlines()
    at = lines.index(QUESTION.text)
    assert lines[at + 1] == "  a) Yes: Answer 0"
    assert lines[at + 6] == "  f) Answer 5"
    assert lines[at + 7] == f"  {phrases.answers_left(6)}"
    assert "Answer 6" not in "".join(lines)


def places(shown: str, *texts: str) -> list[int]:
    """Where each text stands."""
    return [shown.index(text) for text in texts]


COMPACT = (
    CARD.title,
    f"{CARD.answer} {CARD.summary}",
    "It would change if\n  - ",
    CARD.today,
    CARD.taken,
    CARD.open_line,
    "[1] Customize",
)


def test_a_card_in_the_terminal() -> None:
    """What to do in the person's own figures, what would flip it, the first step, what is open; how to see the rest."""
    shown = printed(CARD)
    found = places(shown, *COMPACT, f"ftn decisions export {CARD.decision_id}")
    assert found == sorted(found)
    for text in (*CARD.why, *CARD.flips, *CARD.open_gates, *CARD.next_steps):
        assert text not in shown
    assert GOAL.text in printed(ASKING)


def test_a_card_in_full() -> None:
    """Below the card stand what it rests on, what is only guessed, reasons, flips, what is open, steps and sources."""
    shown = printed(CARD, full=True)
    found = places(
        shown, *COMPACT, f"It rests on: {GOAL_FACT.line}", f"Not confirmed: {VOLUME_FACT.line}", "Why\n  - ", "What would change it: ",
        "Still open: ", "Steps\n  - ", f"Way of training: {CARD.method}", "[1] Customize a model with supervised fine-tuning › Dataset size",
    )  # fmt: skip
    assert found == sorted(found)


def test_a_change_in_the_terminal() -> None:
    """One paragraph: what was noted, and what that makes of the verdict."""
    assert printed(CHANGED).splitlines() == [f"{noted_line(CHANGED.noted)} {CHANGED.text}"]


@pytest.mark.parametrize("text", ["[red]not red[/red]", "a [link=https://evil.example]b[/link]", "🙂 <b>"])
def test_text_is_text(text: str) -> None:
    """Nobody's words are read as markup."""
    assert printed(Notice(text)) == f"{text}\n"
    assert printed(TextDelta(text)) == text


def test_the_spinner_goes_before_text_comes() -> None:
    """In a terminal a status spins until the first text and not after it."""
    shown = printed(Progress("Looking"), Progress("Reading"), TextDelta("Ten."), Progress("Again"), terminal=True)
    assert "Looking" in shown
    assert "Again" not in shown
    assert shown.endswith("Ten.")


def test_every_conversation_has_a_place_of_its_own() -> None:
    """Two chats don't share a thread, unless it is named."""
    assert terminal_place() != terminal_place()
    assert terminal_place("x") == terminal_place("x")


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_seen(*, terminal: bool) -> None:
    """A terminal shows that the index is being opened; work on it is announced everywhere, once it begins."""
    out = io.StringIO()
    console = Console(file=out, width=120, force_terminal=terminal, color_system=None)
    with index_progress(console):
        pass
    assert ("Opening the index" in out.getvalue()) is terminal
    with index_progress(console) as report:
        for done in range(3):
            report("The article", done, 3)
    assert ("The article" if terminal else "Indexing;") in out.getvalue()


@given(st.lists(st.text(alphabet="ab c\n", max_size=30), max_size=8))
def test_flow_breaks_between_words_only(pieces: list[str]) -> None:
    """However text is cut into pieces, its words stay whole and no line is wider than the terminal unless a word is."""
    flow = Flow(12)
    shown = "".join(flow.wrap(piece) for piece in pieces)
    longest = max((len(word) for word in "".join(pieces).split()), default=0)
    assert all(len(line) <= max(12, longest) for line in shown.splitlines())


def test_flow_leaves_pipes_alone() -> None:
    """What is not a terminal gets the text as it is."""
    assert Flow(None).wrap("a " * 200) == "a " * 200
