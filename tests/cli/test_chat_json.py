"""`ftn chat --json`: threads of a program's own, a JSON object a line in, a few a line out, the last of kind `done`."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from bot import phrases
from bot.decision import VALUES, Criterion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.cli.ftn import Ftn

Json: TypeAlias = dict[str, Any]

QUESTION = "When does the base model gpt-4o-mini retire?"
CASE = "We want our support bot to sound like us. Should we fine-tune?"
#: What a reply of each kind has, besides its thread.
CITATION = {
    "number", "quote", "passage", "source", "title", "own", "heading", "headings", "link", "date", "status", "passage_text",
}  # fmt: skip
FIELDS = {
    "answer": {"kind", "text", "author", "citations", "caveats", "degraded", "more"},
    "abstention": {"kind", "text", "nearest"},
    "notice": {"kind", "text", "citations"},
    "changed": {"kind", "text", "outcome", "confidence", "provisional", "noted", "decision_id", "citations"},
    "question": {
        "kind", "text", "criterion", "question", "options", "several", "guess", "noted", "lean", "decision_id", "citations",
    },
    "verdict": {
        "kind", "text", "decision_id", "outcome", "headline", "confidence", "confidence_word", "provisional", "sentence",
        "why", "flips", "open_gates", "next_steps", "method", "facts", "rests_on", "noted", "question", "asks",
        "citations", "caveats", "title", "answer", "summary", "checks", "today", "open_line", "model_line", "costs", "policies", "taken",
        "confirms",
    },
    "done": {"kind"},
}  # fmt: skip


def say(text: str, thread: str = "t1") -> Json:
    """A line that says something in a thread."""
    return {"thread": thread, "text": text}


def pick(criterion: str, value: str | list[str], thread: str = "t1") -> Json:
    """A line that picks an answer in a thread."""
    return {"thread": thread, "pick": {"criterion": criterion, "value": value}}


def talk(ftn: Ftn, *requests: Json | str) -> list[list[Json]]:
    """The replies to each line, without its `done`; nothing of it is kept."""
    lines = [each if isinstance(each, str) else json.dumps(each) for each in requests]
    turns = turned(ftn.lines("chat", "--json", "--fresh", said="\n".join(lines)))
    assert len(turns) == len(requests)
    return turns


def turned(replies: Iterable[Json]) -> list[list[Json]]:
    """Replies by the line that they answer; each ends with `done`, of the same thread."""
    turns: list[list[Json]] = []
    so_far: list[Json] = []
    for reply in replies:
        kind, thread = reply["kind"], reply["thread"]
        assert reply.keys() == FIELDS[kind] | {"thread"}
        assert all(each["thread"] == thread for each in so_far)
        if kind == "done":
            turns.append(so_far)
            so_far = []
        else:
            so_far.append(reply)
    assert so_far == []
    return turns


def kinds(turn: Iterable[Json]) -> list[str]:
    """The kinds of replies."""
    return [reply["kind"] for reply in turn]


def test_every_kind_of_reply(ftn: Ftn) -> None:
    """Questions are answered or not, a case is asked about, judged and changed, and each reply has its form."""
    answered, silent, asked, judged, reopened, changed, helped = talk(
        ftn,
        say(QUESTION, "asks"),
        say("What does hosting a tuned gpt-4o-mini cost in Swiss francs?", "asks"),
        say(CASE),
        pick("tried", "nothing"),
        say("change goal"),
        pick("goal", "new_facts"),
        say("help", "helps"),
    )
    assert [kinds(turn)[0] for turn in (answered, silent, asked, judged, reopened, changed, helped)] == [
        "answer", "abstention", "question", "verdict", "question", "changed", "notice",
    ]  # fmt: skip
    (answer,) = answered
    assert "2027-04-14" in answer["text"]
    assert all(citation.keys() == CITATION for citation in answer["citations"])
    assert all(citation["quote"] in citation["passage_text"] for citation in answer["citations"])
    assert silent[0]["nearest"]


def test_a_question_can_be_answered_by_what_it_offers(ftn: Ftn) -> None:
    """The options hold every value of the criterion and "not sure", whose value is empty; the verdict so far stands beside it."""
    ((question,),) = talk(ftn, say(CASE))
    assert question["criterion"] == "tried"
    values = [option["value"] for option in question["options"]]
    assert sorted(values[:-1]) == sorted(VALUES[Criterion.TRIED])
    assert values[-1] == ""
    assert question["options"][-1]["label"] == "Not sure"
    assert question["question"] in question["text"]
    assert question["lean"].keys() == {"outcome", "confidence", "text"}
    assert question["lean"]["outcome"] == "prompt_engineering"
    assert question["lean"]["text"] in question["text"]


def test_a_verdict_says_what_it_rests_on(ftn: Ftn) -> None:
    """Every fact has its criterion, values, certainty and words, and its number; what is picked is stated in the option's words."""
    _, (verdict,) = talk(ftn, say(CASE), pick("tried", "nothing"))
    facts = {fact["criterion"]: fact for fact in verdict["facts"]}
    assert facts["tried"] == {
        "criterion": "tried", "values": ["nothing"], "certainty": "stated", "words": "Nothing yet", "number": None,
        "clause": "you have tried nothing yet", "document": "",
    }  # fmt: skip
    assert (facts["goal"]["values"], facts["goal"]["certainty"]) == (["tone_style"], "stated")
    assert facts["goal"]["words"] in CASE
    assert [fact for fact in verdict["rests_on"] if fact not in verdict["facts"]] == []
    assert facts["tried"] in verdict["rests_on"]
    assert "You want it to sound different, and you have tried nothing yet. " in verdict["text"]
    assert verdict["noted"] == ["you have tried nothing yet"]
    assert 0 < verdict["confidence"] < 1


def test_a_change_after_the_verdict(ftn: Ftn) -> None:
    """What is said after a verdict gets what has changed, not the card again; a new open question follows."""
    turns = talk(ftn, say(CASE), pick("tried", "nothing"), say("change goal"), pick("goal", "new_facts"))
    _, (verdict,), (question,), (changed, *rest) = turns
    assert question["criterion"] == "goal"
    assert changed["kind"] == "changed"
    assert (verdict["outcome"], changed["outcome"]) == ("prompt_engineering", "rag")
    assert changed["noted"] == ["you want it to know your facts"]
    assert changed["decision_id"] == verdict["decision_id"]
    assert kinds(rest) in ([], ["question"])


def test_not_sure_is_picked_with_nothing(ftn: Ftn) -> None:
    """An empty value says "not sure": it is noted, and that question is not asked again."""
    _, (following,), (verdict,) = talk(ftn, say(CASE), pick("tried", ""), say("verdict"))
    assert following["noted"] == ["you are not sure what has been tried"]
    assert following["criterion"] != "tried"
    assert "tried" not in {fact["criterion"] for fact in verdict["facts"]}


def test_several_are_picked_at_once(ftn: Ftn) -> None:
    """A list of values is one answer."""
    _, (question, *_), _, (verdict,) = talk(
        ftn, say(CASE), say("change goal"), pick("goal", ["new_facts", "tone_style"]), say("verdict")
    )
    assert question["several"]
    goal = next(fact for fact in verdict["facts"] if fact["criterion"] == "goal")
    assert sorted(goal["values"]) == ["new_facts", "tone_style"]


@pytest.mark.parametrize(
    ("criterion", "value", "wrong"),
    [
        ("colour", "blue", "“criterion” 'colour' is none of goal, tried"),
        ("tried", "magic", "“value” 'magic' is none of nothing, basic_prompt"),
        ("tried", ["rag", "magic"], "“value” 'magic' is none of"),
        ("tried", ["rag", "nothing"], "tried takes one value"),
    ],
)
def test_what_can_not_be_picked(ftn: Ftn, criterion: str, value: str | list[str], wrong: str) -> None:
    """A pick that the rubric does not know, or of too much, counts for nothing, and the line that says so names it."""
    _, (notice,), (question,) = talk(ftn, say(CASE), pick(criterion, value), pick("tried", "basic_prompt"))
    assert notice["kind"] == "notice"
    assert wrong in notice["text"]
    assert question["kind"] in {"question", "verdict"}


def test_a_byte_order_mark_is_read_past(ftn: Ftn) -> None:
    """Some programs begin what they write with one."""
    (first,) = talk(ftn, say(CASE))
    (again,) = turned(ftn.lines("chat", "--json", "--fresh", said="\ufeff" + json.dumps(say(CASE))))
    assert (again[0]["kind"], again[0]["text"]) == (first[0]["kind"], first[0]["text"])


def test_threads_know_nothing_of_each_other(ftn: Ftn) -> None:
    """Each has its own case and its own questions, whatever is said in between."""
    turns = talk(
        ftn,
        say(CASE, "a"),
        say(QUESTION, "b"),
        pick("tried", "nothing", "a"),
        say("verdict", "c"),
        say("and the bigger one?", "b"),
        pick("tried", "nothing", "b"),
    )
    assert [[reply["thread"] for reply in turn] for turn in turns] == [["a"], ["b"], ["a"], ["c"], ["b"], ["b"]]
    assert [kinds(turn)[-1] for turn in turns] == ["question", "answer", "verdict", "notice", "answer", "notice"]
    assert turns[3][0]["text"] == phrases.NOTHING_KNOWN
    assert "gpt-4o" in turns[4][0]["text"]
    assert "nothing was asked in this thread yet" in turns[5][0]["text"]


BAD = {
    "not json": "it is no JSON",
    '{"thread": "t1", "text": "cut': "it is no JSON",
    "[" * 100_000: "it is no JSON",
    '["t1", "hello"]': "it is no object",
    "5": "it is no object",
    '{"text": "hello"}': "“thread” is missing",
    '{"thread": null, "text": "hello"}': "“thread” is no text",
    '{"thread": "t1"}': "“text” is missing",
    '{"thread": "t1", "text": ["hello"]}': "“text” is no text",
    '{"thread": "t1", "pick": "rag"}': "“pick” is no object",
    '{"thread": "t1", "pick": {"value": "rag"}}': "“criterion” is missing",
    '{"thread": "t1", "pick": {"criterion": "tried"}}': "“value” is no text",
    '{"thread": "t1", "pick": {"criterion": "tried", "value": ["rag", 5]}}': "“value” is no text",
}


def test_a_bad_line_is_named_and_the_next_is_answered(ftn: Ftn) -> None:
    """What is no request gets a notice that names the line, says what is wrong and what would be right; the talk goes on."""
    *bad, (last,) = talk(ftn, *BAD, say("help"))
    for line, why, (notice,) in zip(BAD, BAD.values(), bad, strict=True):
        assert notice["kind"] == "notice"
        assert notice["text"].startswith(f"This line is no request: {line[:80]!r}: {why}. Send ")
        assert notice["thread"] == ("t1" if '"thread": "t1"' in line and why != "it is no JSON" else "")
    assert last["text"] == phrases.HELP


@pytest.mark.parametrize("text", ["", "  ", "\x1b[2J", "\ud800", "x" * 100_000])
def test_odd_texts_get_a_notice(ftn: Ftn, text: str) -> None:
    """Empty, invisible, broken and endless texts end in one sentence, in threads of any name."""
    ((notice,),) = talk(ftn, say(text, thread=f"\ud800 {text[:5]}"))
    assert notice["kind"] == "notice"
    assert notice["thread"] == f"\ud800 {text[:5]}"


def test_empty_lines_are_nothing(ftn: Ftn) -> None:
    """They are passed over; without a line there is no reply."""
    assert ftn.lines("chat", "--json", "--fresh", said=f"\n  \n{json.dumps(say('help'))}\n\n") != []
    assert ftn("chat", "--json", "--fresh", said="\n\n").stdout == ""


def kept(ftn: Ftn) -> list[tuple[Any, ...]]:
    """What is kept of conversations and cases in the data directory."""
    file = Path(ftn.environment["FTN_DATA_DIR"]) / "ftn.sqlite3"
    if not file.exists():
        return []
    with closing(sqlite3.connect(file)) as database:
        return [row for table in ("turns", "walks") for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608 - names of our own


@pytest.mark.parametrize("options", [("--json",), ()])
def test_fresh_keeps_nothing(ftn: Ftn, options: tuple[str, ...]) -> None:
    """What is said in a fresh talk is gone with it, for programs and for people."""
    before = kept(ftn)
    said = [CASE, "nothing yet", QUESTION]
    lines = [json.dumps(say(text)) for text in said] if options else said
    assert ftn("chat", "--fresh", *options, said="\n".join(lines)).returncode == 0
    assert kept(ftn) == before


def test_a_pick_belongs_to_the_case_of_its_thread(ftn: Ftn) -> None:
    """A decision is kept where the talk is not fresh; a pick in a new thread does not go on with it."""
    before = kept(ftn)
    lines = "\n".join(json.dumps(each) for each in (say(CASE), pick("tried", "nothing")))
    _, (verdict,) = turned(ftn.lines("chat", "--json", said=lines))
    ((notice,),) = turned(ftn.lines("chat", "--json", said=json.dumps(pick("tried", "rag"))))
    assert "nothing was asked in this thread yet" in notice["text"]
    shown = ftn("decisions", "show", verdict["decision_id"]).stdout
    assert "- Tried so far: Nothing yet" in shown
    assert ftn("decisions", "delete", verdict["decision_id"]).returncode == 0
    assert kept(ftn) == before
