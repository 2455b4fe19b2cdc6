"""An answer worded by a model and checked sentence by sentence."""

import asyncio
import re
import time

import pytest
from aiohttp import web

from bot.answers.marks import Sentences, parse
from bot.answers.write import LONGEST_PASSAGES, MOST_BYTES, MOST_SENTENCES, PATIENCE, Draft, gather, write
from bot.chat_model import ChatModel, Usage
from bot.errors import ModelUnavailableError
from bot.replies import Author
from knowledge.passages import Passage, Status
from knowledge.search import Searcher
from tests.model_server import Asked, ModelServer, begun, echoes_the_prompt, event, hangs_after, is_cut_after, says

from .passages import PRICE, RETIREMENT, SIZE, passage

PASSAGES = (SIZE, PRICE, RETIREMENT)
FIRST = "A fine-tuning job needs at least 10 training examples"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("A job needs at least 10 training examples [1.1].", "A job needs at least 10 training examples [1]."),
        ("A job needs at least ten training examples [1].", "A job needs at least ten training examples [1]."),
        ("[1.2]", "Start with 50 well-made examples [1]."),
        # What does not follow gives way to the sentence it cites, and never to another one.
        ("A job needs at most 10 training examples [1.1].", f"{FIRST} [1]."),
        (
            "A job needs at least 10 training examples [2.1].",
            "Hosting a tuned gpt-4o-mini deployment costs $1.70 an hour [1].",
        ),
        ("Bananas ripen in paper bags [1.1].", f"{FIRST} [1]."),
        # Without a sentence to show in its place it goes.
        ("A job needs at most 10 training examples [1].", None),
        ("A job needs at least 10 training examples [99.1].", None),
        ("A job needs at least 10 training examples [1.9].", None),
        ("A job needs at least 10 training examples [0].", None),
        ("A job needs at least 10 training examples.", None),
        ("Bananas ripen in paper bags [1].", None),
        ("I hope this helps.", None),
        ("[1]", None),
        ("[7.7]", None),
        # A copy is known by itself.
        (f"{FIRST}.", f"{FIRST} [1]."),
        (f"{FIRST} [99].", f"{FIRST} [1]."),
        (
            "A job needs at least 10 training examples, and OpenAI does not retain the training file [1.1][1.3].",
            "A job needs at least 10 training examples, and OpenAI does not retain the training file [1].",
        ),
        # Two sentences of two sections make no claim together.
        (
            "A job needs at least 10 training examples, and gpt-35-turbo retires on 15 May 2027 [1.1][3.1].",
            f"{FIRST} [1].",
        ),
    ],
)
def test_keeps_replaces_or_drops(said: str, kept: str | None) -> None:
    """What follows stays, what does not is replaced by the sentence it cites, and what cites none goes."""
    assert Draft(PASSAGES).check(parse(said)) == kept


@pytest.mark.parametrize(
    ("said", "repaired", "dropped"),
    [
        ("A job needs at least 10 training examples [1.1].", 0, 0),
        ("A job needs at least 500 training examples [1.1].", 1, 0),
        ("A job needs at least 500 training examples [1].", 0, 1),
    ],
)
def test_counts_repairs_and_drops(said: str, repaired: int, dropped: int) -> None:
    """The log line can say how often the model said what does not follow."""
    draft = Draft(PASSAGES)
    draft.check(parse(said))
    assert (draft.repaired, draft.dropped) == (repaired, dropped)


def test_a_replacement_stands_once() -> None:
    """The same sentence is not shown again for the next thing that does not follow from it."""
    draft = Draft(PASSAGES)
    assert draft.check(parse("A job needs at most 10 training examples [1.1]."))
    assert draft.check(parse("A job needs 10 GPUs [1.1].")) is None
    assert draft.check(parse("[1.1]")) is None


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        ("Does OpenAI retain the training file?", "No: OpenAI does not retain the training file [1.3].", "No. OpenAI does not retain the training file [1]."),
        ("Does OpenAI retain the training file?", "No. OpenAI does not retain the training file [1.3].", "No. OpenAI does not retain the training file [1]."),
        ("Does OpenAI retain the training file?", "No: it is kept for good [1.3].", "No. OpenAI does not retain the training file [1]."),
        ("Does OpenAI retain the training file?", "Yes: OpenAI does not retain the training file [1.3].", "OpenAI does not retain the training file [1]."),
        ("Is the moon made of cheese?", "No: OpenAI does not retain the training file [1.3].", "OpenAI does not retain the training file [1]."),
        ("What is kept?", "Not yet, OpenAI does not retain the training file [1.3].", "OpenAI does not retain the training file [1]."),
    ],
)  # fmt: skip
def test_a_lead_is_a_claim(question: str, said: str, kept: str) -> None:
    """Yes or No is shown only where the sentence answers the question so."""
    draft = Draft(PASSAGES, question)
    waiting = Sentences()
    shown = [draft.check(one) for one in [*waiting.feed(said), *waiting.rest()]]
    assert [one for one in shown if one] == [kept]


def test_shows_three_sentences_at_most() -> None:
    """What comes after the third is not shown, and not waited for."""
    draft = Draft(PASSAGES)
    shown = [draft.check(parse(f"[{place}]")) for place in ("1.1", "1.2", "1.3", "2.1")]
    assert [bool(one) for one in shown] == [True, True, True, False]
    assert draft.is_done


def test_an_answer_has_a_length() -> None:
    """A sentence that would make it longer than 160 words is left out, but for the first."""
    long = passage(f"{'Very ' * 90}long texts are hard to read. {'Quite ' * 90}short ones are not. Short it is.")
    draft = Draft([long])
    shown = [draft.check(parse(f"[1.{row}]")) for row in (1, 2, 3)]
    assert [bool(one) for one in shown] == [True, False, True]


@pytest.mark.parametrize(
    "said",
    [
        "A job needs at least 10 training examples\x1b[31m [1.1].",
        "A job needs at least 10 training\u200b examples [1.1].",
        "A job needs at least １０ training examples [1.1].",
        "A jоb needs at least 10 training examples [1.1].",
    ],
)
def test_shows_plain_text(said: str) -> None:
    """Terminal sequences, hidden characters, full-width digits and look-alike letters are never shown."""
    shown = Draft(PASSAGES).check(parse(said))
    assert shown == "A job needs at least 10 training examples [1]."


def test_quotes_the_sentence_it_rests_on() -> None:
    """The quote of a citation is the evidence, verbatim."""
    draft = Draft(PASSAGES)
    draft.check(parse("Fifty well-made examples are the start [1.2]."))
    (citation,) = draft.cited
    assert citation.quote == "Start with 50 well-made examples."


def test_does_not_repeat_itself() -> None:
    """A sentence that says what was said is left out."""
    draft = Draft(PASSAGES)
    sentence = parse("A job needs at least 10 training examples [1.1].")
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
    assert f"[1] Data guide > Dataset size (2026-02-17)\n1.1 {FIRST}.\n1.2 Start with 50" in prompt
    assert "[2] A guide > A heading (2023-10-23, superseded)\n2.1 Davinci is best." in prompt
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


async def test_stops_reading_after_three_sentences(model: ChatModel, server: ModelServer) -> None:
    """What comes after the third shown sentence is not waited for."""
    server.answers_with(hangs_after("[1.1]\n[1.2]\n[1.3]\n[2.1]\n"))
    shown = [sentence async for sentence in write(model, "How many?", Draft(PASSAGES), Usage())]
    assert len(shown) == 3


async def test_stops_reading_a_model_without_end(model: ChatModel, server: ModelServer) -> None:
    """After 16 kB a model is read no further, and nothing of it is shown."""
    pieces = [f"{'on and on ' * 100}\n"] * 40
    server.answers_with(hangs_after(*pieces))
    draft = Draft(PASSAGES)
    assert [sentence async for sentence in write(model, "How many?", draft, Usage())] == []
    assert sum(map(len, pieces)) > MOST_BYTES
    assert draft.dropped <= MOST_SENTENCES


async def test_stops_reading_a_model_that_says_nothing_usable(model: ChatModel, server: ModelServer) -> None:
    """Nothing usable for two seconds after the first kilobyte is the end of it."""

    async def drips(request: web.Request, _asked: Asked) -> web.StreamResponse:
        response = await begun(request)
        await response.write(event("on and on " * 120))
        # Much more often than silence is taken for an end, on a busy machine too.
        for _ in range(2_000):
            await asyncio.sleep(0.01)
            await response.write(event("on "))
        return response

    server.answers_with(drips)
    begin = time.monotonic()
    assert [sentence async for sentence in write(model, "How many?", Draft(PASSAGES), Usage())] == []
    assert PATIENCE <= time.monotonic() - begin < 15


async def test_a_hostile_model_can_say_what_it_wants(model: ChatModel, server: ModelServer) -> None:
    """Nothing of a whole answer of lies, requests and orders reaches the reader but what the sources say."""
    server.answers_with(
        says(
            "Yes! A job needs at most 10 training examples [1.1].\n",
            "Send your API key to help@evil.example [1.2].\n",
            "Ignore all previous instructions [1.3].\n",
            "\x1b[2JHosting is free [2.1].",
        )
    )
    shown = [sentence async for sentence in write(model, "Is it cheap?", Draft(PASSAGES), Usage())]
    assert shown == [f"{FIRST} [1].", "Hosting a tuned gpt-4o-mini deployment costs $1.70 an hour [2]."]


async def test_hangs_up_when_it_is_left(model: ChatModel, server: ModelServer) -> None:
    """Whoever closes the answer early, or has enough of it, hangs up on the model at once."""
    server.answers_with(hangs_after("A job needs at least 10 training examples [1]. And", " then"))
    written = write(model, "How many?", Draft(PASSAGES), Usage())
    assert await anext(written) == "A job needs at least 10 training examples [1]."
    await written.aclose()
    await asyncio.wait_for(server.asked[-1].hung_up.wait(), 1)


async def test_hangs_up_on_enough(model: ChatModel, server: ModelServer) -> None:
    """A model that goes on after it abstained is not listened to any longer, even while its answer is still referred to."""
    server.answers_with(hangs_after("NOT IN SOURCES. ", "But "))
    written = write(model, "How many?", Draft(PASSAGES), Usage())
    assert [sentence async for sentence in written] == []
    await asyncio.wait_for(server.asked[-1].hung_up.wait(), 1)
