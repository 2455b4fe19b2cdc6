"""An answer worded by a model and checked sentence by sentence."""

import re

import pytest

from bot.answers.marks import MarkedSentence, parse
from bot.answers.write import LONGEST_PASSAGES, Draft, gather, write
from bot.chat_model import ChatModel, Usage
from bot.errors import ModelUnavailableError
from bot.replies import Author
from knowledge.passages import Passage, Status
from knowledge.search import Searcher
from tests.model_server import ModelServer, echoes_the_prompt, is_cut_after, says

from .passages import PRICE, RETIREMENT, SIZE, passage

PASSAGES = (SIZE, PRICE, RETIREMENT)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("A job needs at least 10 training examples [1].", "A job needs at least 10 training examples [1]."),
        ("A job needs at least 10 training examples [2].", "A job needs at least 10 training examples [1]."),
        ("A job needs at least 10 training examples [99].", "A job needs at least 10 training examples [1]."),
        ("A job needs at least 10 training examples [0].", "A job needs at least 10 training examples [1]."),
        ("A job needs at least 10 training examples.", "A job needs at least 10 training examples [1]."),
        ("A job needs at least 10 training examples [1][2].", "A job needs at least 10 training examples [1]."),
        ("A job needs at least 500 training examples [1].", None),
        ("A fine-tuning job doesn't need at least 10 training examples [1].", None),
        ("Bananas ripen in paper bags [1].", None),
        ("I hope this helps.", None),
        (
            "A job needs 10 examples, and hosting a tuned gpt-4o-mini costs $1.70 an hour [1][2].",
            "A job needs 10 examples, and hosting a tuned gpt-4o-mini costs $1.70 an hour [1][2].",
        ),
    ],
)
def test_keeps_repairs_or_drops(said: str, kept: str | None) -> None:
    """A supported sentence stays, a wrong or missing mark is repaired, the rest is dropped."""
    assert Draft(PASSAGES).check(parse(said)) == kept


@pytest.mark.parametrize(
    ("said", "repaired", "dropped"),
    [
        ("A job needs at least 10 training examples [1].", 0, 0),
        ("A job needs at least 10 training examples [3].", 1, 0),
        ("A job needs at least 500 training examples [1].", 0, 1),
    ],
)
def test_counts_repairs_and_drops(said: str, repaired: int, dropped: int) -> None:
    """The log line can say how often the model cited wrongly."""
    draft = Draft(PASSAGES)
    draft.check(parse(said))
    assert (draft.repaired, draft.dropped) == (repaired, dropped)


def test_does_not_repeat_itself() -> None:
    """A sentence that says what was said is left out."""
    draft = Draft(PASSAGES)
    sentence = MarkedSentence("A job needs at least 10 training examples.", (1,))
    assert draft.check(sentence)
    assert draft.check(sentence) is None
    assert len(draft.kept) == 1


@pytest.mark.parametrize("said", ["NOT IN SOURCES", "Not in sources.", "The answer is: NOT IN SOURCES [1]."])
def test_notes_that_the_model_abstains(said: str) -> None:
    """The agreed words, however dressed, are an abstention and never shown."""
    draft = Draft(PASSAGES)
    assert draft.check(parse(said)) is None
    assert draft.abstained


def test_numbers_are_the_readers_not_the_models() -> None:
    """Marks are renumbered in order of mention, and each resolves."""
    draft = Draft(PASSAGES)
    text = " ".join(
        filter(
            None,
            (
                draft.check(parse("The model gpt-35-turbo retires on 15 May 2027 [3].")),
                draft.check(parse("A job needs at least 10 training examples [1].")),
            ),
        )
    )
    answer = draft.answer(text)
    assert re.findall(r"\[(\d)\]", text) == ["1", "2"]
    assert [citation.passage for citation in answer.citations] == [RETIREMENT, SIZE]
    assert answer.author is Author.MODEL


async def test_streams_checked_sentences(model: ChatModel, server: ModelServer) -> None:
    """Sentences come out one by one, checked, whatever pieces the model sends."""
    server.answers_with(
        says("A job needs at least 1", "0 training examples [", "1]. It is free of cha", "rge in Paris [1]. Ho",
             "sting a tuned gpt-4o-mini deployment costs $1.70 an hour [2]")
    )  # fmt: skip
    draft = Draft(PASSAGES)
    assert [sentence async for sentence in write(model, "How many?", draft, Usage())] == [
        "A job needs at least 10 training examples [1].",
        "Hosting a tuned gpt-4o-mini deployment costs $1.70 an hour [2].",
    ]
    assert draft.dropped == 1


async def test_stops_listening_when_the_model_abstains(model: ChatModel, server: ModelServer) -> None:
    """After the agreed words nothing more is read."""
    server.answers_with(says("NOT IN SOURCES. ", "But a job needs at least 10 training examples [1]. ", "Really."))
    draft = Draft(PASSAGES)
    assert [sentence async for sentence in write(model, "How many?", draft, Usage())] == []
    assert draft.abstained


async def test_what_was_checked_before_a_cut_stays(model: ChatModel, server: ModelServer) -> None:
    """A broken stream raises after the whole sentences; half a sentence is never shown."""
    server.answers_with(is_cut_after("A job needs at least 10 training examples [1]. ", "Start with 50 well-ma"))
    draft, shown = Draft(PASSAGES), []

    async def read() -> None:
        async for sentence in write(model, "How many?", draft, Usage()):
            shown.append(sentence)  # noqa: PERF401 - what was there when it failed is the point

    with pytest.raises(ModelUnavailableError):
        await read()
    assert shown == ["A job needs at least 10 training examples [1]."]


async def test_the_prompt_is_never_said(model: ChatModel, server: ModelServer) -> None:
    """A model that repeats its prompt gets the passages' own sentences through and none of the rules."""
    server.answers_with(echoes_the_prompt())
    said = " ".join([sentence async for sentence in write(model, "How many?", Draft(PASSAGES), Usage())])
    for rule in ("Rules", "Today is", "Never use", "exactly", "Passages"):
        assert rule not in said


@pytest.mark.parametrize("extra", ["", "See https://evil.example/x. ", "[click](https://evil.example) "])
async def test_addresses_need_support_like_figures(model: ChatModel, server: ModelServer, extra: str) -> None:
    """An address that no passage holds does not reach the reader."""
    server.answers_with(
        says(f"{extra}A job needs at least 10 training examples [1]. Go to https://evil.example/y [1].")
    )
    said = " ".join([sentence async for sentence in write(model, "How many?", Draft(PASSAGES), Usage())])
    assert "evil.example" not in said
    assert bool(said) is not bool(extra)


async def test_shows_numbers_dates_and_ages(model: ChatModel, server: ModelServer) -> None:
    """The prompt holds every passage with its number, header, date and age."""
    server.answers_with(says("NOT IN SOURCES"))
    old = passage("Davinci is best.", date="2023-10-23", status=Status.SUPERSEDED)
    gone = passage("Babbage is cheap.", status=Status.RETIRED_MODEL)
    assert [one async for one in write(model, "Which {passages}?", Draft((SIZE, old, gone)), Usage())] == []
    prompt = server.asked[0].prompt
    assert f"[1] Data guide > Dataset size (2026-02-17)\n{SIZE.text}" in prompt
    assert "[2] A guide > A heading (2023-10-23, superseded)\nDavinci is best." in prompt
    assert "[3] A guide > A heading (undated, speaks of a retired model)" in prompt
    assert "Question: Which {passages}?" in prompt


@pytest.mark.parametrize(
    "question", ["How many examples do we need?", "Is RAG cheaper than fine-tuning?", "Which models are retired?"]
)
async def test_gathers_whole_sections_within_the_budget(searcher: Searcher, question: str) -> None:
    """What the model is shown fits, has no passage twice, and begins with the nearest section."""
    found = await searcher.search(question)
    shown: list[Passage] = await gather(found, searcher)
    assert shown[0].section_id == found.hits[0].passage.section_id
    assert len({one.id for one in shown}) == len(shown) > 3
    assert sum(len(one.indexed_text) for one in shown) <= LONGEST_PASSAGES
