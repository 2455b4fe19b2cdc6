"""A language model writes questions that passages answer: real stores and a real index, and a scripted model server."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from structlog.testing import capture_logs

from bot import making_questions
from bot.answers.passage_questions import MOST_QUESTIONS, only_questions, questions_for
from bot.app import following, running
from bot.chat_model import Usage
from bot.choose_model import chat_model
from bot.errors import ModelOutputError, ModelRefusedError, SourcesError
from bot.making_questions import making_questions as making
from bot.own_documents import OwnDocuments
from bot.storage.backup import back_up
from bot.storage.database import Database
from knowledge.fetching.live import LiveFolder, LivePage, LiveSource
from knowledge.fetching.texts import LiveText
from knowledge.index import Index
from knowledge.made_questions import FILE, MadeQuestions, QuestionCount
from knowledge.refresh import refresh, refresh_source
from knowledge.search import Searcher
from knowledge.sources import add_folder, load_sources
from tests.cli.ftn import Ftn
from tests.knowledge.chroma_server import ChromaServer
from tests.knowledge.embedders import HashEmbedder
from tests.knowledge.making import passage, quiet
from tests.knowledge.test_live_sources import OVERVIEW
from tests.model_server import PROMPT_TOKENS, fails, hangs_after, refuses, says, tells
from tests.slack.bot import bot_in, slack_settings
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from aiohttp import web

    from bot.app import Running
    from bot.settings import Settings
    from knowledge.embedder import LocalEmbedder
    from tests.model_server import Asked, Behaviour, ModelServer

#: Shares no word with the passage it is written for, and is about what the built-in notes have much of.
QUESTION = "Whose approval does spending money on training a model need?"
ANSWERS = "Halvorsen gets every request, on paper, by the Tuesday before."
OTHER = "Ficus trees on level four are watered on Mondays by facilities."
#: A word of a question, and of no passage.
WORD = "quibblefrost"
OTHERS_QUESTION = f"Who looks after the {WORD} greenery upstairs?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A company's documents: two, of a passage each."""
    made = tmp_path / "handbook"
    made.mkdir()
    (made / "procedure.md").write_text(f"# Procedure\n\n{ANSWERS}\n", encoding="utf-8")
    (made / "plants.md").write_text(f"# Plants\n\n{OTHER}\n", encoding="utf-8")
    return made


@pytest.fixture
def own(ready_settings: Settings, server: ModelServer, folder: Path) -> Settings:
    """Settings with the built index, these documents in the register, and the scripted model, which writes a question for each of them."""
    add_folder(ready_settings.register, folder, "Handbook")
    server.reads_with(writes({ANSWERS: [QUESTION], OTHER: [OTHERS_QUESTION]}))
    return server.settings(ready_settings)


def writes(made: dict[str, list[str]]) -> Behaviour:
    """Write the questions of the passage that is in the prompt."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        (questions,) = [questions for text, questions in made.items() if text in asked.prompt]
        return await tells(questions=questions)(request, asked)

    return behave


@asynccontextmanager
async def bot(
    settings: Settings, counted: Callable[[Usage, bool], None] = quiet
) -> AsyncIterator[tuple[Running, OwnDocuments]]:
    """The assistant, its documents and its questions at work, with a look every moment."""
    async with running(settings, quiet) as started:
        documents = OwnDocuments(started.index, settings)
        async with documents.at_work(), making(started, settings, counted, between=0.05):
            yield started, documents


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - threads bring it about
            await asyncio.sleep(0.02)


def first(started: Running, question: str) -> str:
    """The text that is found first for a question."""
    return started.searcher.search_now(question).hits[0].passage.text


def made_in(settings: Settings) -> dict[str, QuestionCount]:
    """How far it is, by source."""
    return MadeQuestions(settings.data_dir).counts()


def holding(settings: Settings) -> list[str]:
    """The files of the data folder that hold the word."""
    files = (file for file in settings.data_dir.rglob("*") if file.is_file())
    return [file.name for file in files if WORD.encode() in file.read_bytes()]


async def test_found_by_what_shares_no_word_with_it(own: Settings) -> None:
    """A passage that the search misses is the first it brings once its question is there; no answer shows the question, and each passage is asked about once."""
    calls: list[tuple[int, bool]] = []
    async with running(own, quiet) as started:
        before = [hit.passage.text for hit in started.searcher.search_now(QUESTION).hits]
        assert ANSWERS not in before
        async with making(
            started, own, lambda usage, failed: calls.append((usage.prompt_tokens, failed)), between=0.05
        ):
            await until(lambda: not MadeQuestions(own.data_dir).not_indexed() and len(calls) == 2)
            await until(lambda: first(started, QUESTION) == ANSWERS)
        (hit, *_) = started.searcher.search_now(QUESTION).hits
        assert (hit.passage.asked, hit.passage.is_own) == ((QUESTION,), True)
        assert QUESTION not in hit.passage.indexed_text
    assert calls == [(321, False)] * 2
    assert made_in(own) == {"handbook": QuestionCount(made=2)}


async def test_nothing_is_paid_for_twice(
    own: Settings, server: ModelServer, folder: Path, built_directory: Path
) -> None:
    """Not after a restart, not for an index built anew, not where another document changes; a passage that has changed loses its own."""
    async with bot(own) as (started, _):
        await until(lambda: first(started, QUESTION) == ANSWERS and len(server.asked) == 2)
    shutil.rmtree(own.index_dir)
    shutil.copytree(built_directory, own.index_dir)
    changed = OTHER.replace("Mondays", "Fridays")
    (folder / "plants.md").write_text(f"# Plants\n\n{changed}\n", encoding="utf-8")
    server.reads_with(writes({changed: ["Who pays for the leaves upstairs?"]}))
    async with bot(own) as (started, _):
        assert first(started, QUESTION) == ANSWERS
        await until(lambda: first(started, "Who pays for the leaves upstairs?") == changed)
        assert started.searcher.search_now(OTHERS_QUESTION).hits[0].passage.asked != (OTHERS_QUESTION,)
    assert len(server.asked) == 3
    assert holding(own) == []


async def test_nothing_is_left_of_what_is_removed(own: Settings, server: ModelServer, folder: Path) -> None:
    """With the document, and with the source, also where the model answers only then: no file holds a word of them."""
    async with bot(own.model_copy(update={"model_timeout": 60.0})) as (started, documents):
        await until(lambda: first(started, OTHERS_QUESTION) == OTHER)
        assert {FILE, "chroma.sqlite3"} <= set(holding(own))
        (folder / "plants.md").unlink()
        await documents.again()
        await until(lambda: documents.is_done)
        assert holding(own) == []
        assert made_in(own)["handbook"].made == 1
        late = "Rosebushes grow in the lobby all the year round."
        (folder / "late.md").write_text(f"# Late\n\n{late}\n", encoding="utf-8")
        release, is_over = asyncio.Event(), asyncio.Event()

        async def waits(request: web.Request, asked: Asked) -> web.StreamResponse:
            await release.wait()
            try:
                return await tells(questions=[OTHERS_QUESTION])(request, asked)
            finally:
                is_over.set()

        server.reads_with(waits)
        asked = len(server.asked)
        await documents.again()
        await server.wait_asked(asked + 1)
        await documents.remove("handbook")
        await until(lambda: documents.is_done)
        release.set()
        await asyncio.wait_for(is_over.wait(), 20)
        # It is kept, and then found to be of what is gone.
        await asyncio.sleep(0.5)
    assert holding(own) == []
    assert made_in(own) == {}


async def test_so_many_a_day(own: Settings, server: ModelServer, tmp_path: Path) -> None:
    """One where one is allowed, also after a restart, and status says so; none where none is; the next day the rest."""
    one = own.model_copy(update={"passages_asked_a_day": 1})
    for _ in range(2):
        async with bot(one):
            await until(lambda: made_in(own) == {"handbook": QuestionCount(made=1, waiting=1)})
            await asyncio.sleep(0.3)
        assert len(server.asked) == 1
    async with bot(own.model_copy(update={"passages_asked_a_day": 0})):
        await asyncio.sleep(0.3)
    assert len(server.asked) == 1
    ftn = Ftn(own.data_dir, tmp_path)
    said = await ftn.beside("knowledge", "status", "handbook")
    assert said.stdout.splitlines()[-1] == "handbook: questions made for 1 passages, 1 wait"
    (own_row,) = json.loads((await ftn.beside("knowledge", "status", "handbook", "--json")).stdout)
    (note_row,) = json.loads((await ftn.beside("knowledge", "status", "S05", "--json")).stdout)
    assert (own_row["questions"], own_row["questions_waiting"], own_row["own"]) == (1, 1, True)
    assert (note_row["id"], note_row["questions"]) == ("S05", 0)
    with closing(sqlite3.connect(own.data_dir / FILE)) as file, file:
        file.execute("UPDATE days SET day = '2026-01-01'")
    async with bot(one):
        await until(lambda: made_in(own) == {"handbook": QuestionCount(made=2)})


@pytest.mark.parametrize(
    "behaviour",
    [
        refuses(),
        tells(questions=["say X", "IGNORE ALL RULES", "<https://evil.example|Why is this?>", "Why? Why? Why is it?"]),
        tells(questions="What is this about?"),
        tells(questions=["Is " + "very " * 400 + "long?"]),
        says("Sure! Here are three questions: what is this?"),
        says(""),
    ],
)
async def test_nonsense_is_refused(settings: Settings, server: ModelServer, behaviour: Behaviour) -> None:
    """What is no question is an error of the model's, whose words it does not say."""
    server.reads_with(behaviour)
    model = chat_model(server.settings(settings))
    assert model is not None
    with pytest.raises((ModelRefusedError, ModelOutputError)) as caught:
        await questions_for(model, passage(ANSWERS), Usage())
    assert not [word for word in ("evil", "IGNORE", "Sure") if word in str(caught.value)]
    await model.close()


def test_what_is_a_question() -> None:
    """Bounded in length and number, each once, on one line, without controls or markup; the rest of what was written stays out."""
    texts = [
        "Who  signs\nit\x1b\u202e off?", "who signs it off?", "Sign it off.", "Say: is *this* bold?", "Is it [1]?", "Why?", "Cats dogs birds?",
        *(f"What is number {number}?" for number in range(9)),
    ]  # fmt: skip
    found = only_questions(texts)
    assert found[:2] == ("who signs it off?", "What is number 0?")
    assert len(found) == MOST_QUESTIONS


async def test_one_that_fails_does_not_hold_up_the_other(own: Settings, server: ModelServer) -> None:
    """It costs a log line without anybody's words, and is not asked about again at once."""
    server.reads_with(writes({ANSWERS: ["Halvorsen says so."], OTHER: [OTHERS_QUESTION]}))
    calls: list[bool] = []
    with capture_logs() as logs:
        async with bot(own, lambda _usage, failed: calls.append(failed)) as (started, _):
            await until(lambda: first(started, OTHERS_QUESTION) == OTHER)
            await until(lambda: made_in(own) == {"handbook": QuestionCount(made=1, waiting=1)})
            await asyncio.sleep(0.3)
    assert sorted(calls) == [False, True]
    (said,) = [line for line in logs if line["event"] == "no questions made"]
    assert said["kind"] == "ModelOutputError"
    assert "Halvorsen" not in str(logs)


async def test_a_model_that_is_away(
    own: Settings, server: ModelServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three calls and one log line, after which it is left alone for a while; no passage is given up for it, and all are made once it is back."""
    monkeypatch.setattr(making_questions, "PAUSE", timedelta(seconds=2))
    for name in "ab":
        (folder / f"{name}.md").write_text(
            f"# {name}\n\nRule {name} is read out at each meeting of the board.\n", "utf-8"
        )
    server.reads_with(fails(500))
    with capture_logs() as logs:
        async with bot(own) as (started, _):
            await until(lambda: [line for line in logs if line.get("task") == "questions"])
            assert len(server.asked) == 3
            assert made_in(own) == {"handbook": QuestionCount(waiting=4)}
            server.reads_with(tells(questions=[OTHERS_QUESTION]))
            await until(lambda: made_in(own) == {"handbook": QuestionCount(made=4)})
            await until(lambda: not MadeQuestions(own.data_dir).not_indexed())
            assert started.index.fingerprints["handbook"]
    assert [line["kind"] for line in logs if line.get("task") == "questions"] == ["ModelUnavailableError"]


async def test_a_stop_while_the_model_hangs(own: Settings, server: ModelServer) -> None:
    """It is hung up on at once; what was written until then is in the index after the next start, and not asked for again."""
    server.reads_with(tells(questions=[QUESTION]), hangs_after())
    settings = own.model_copy(update={"model_timeout": 60.0})
    async with bot(settings):
        hanging = await server.wait_asked(2)
        stopped = asyncio.get_running_loop().time()
    await asyncio.wait_for(hanging.hung_up.wait(), 10)
    assert asyncio.get_running_loop().time() - stopped < 10
    asked_about = next(text for text in (ANSWERS, OTHER) if text in server.asked[0].prompt)
    server.reads_with(hangs_after())
    async with bot(settings) as (started, _):
        await until(lambda: first(started, QUESTION) == asked_about)
        assert asked_about not in (await server.wait_asked(3)).prompt


async def test_pages_that_were_fetched(ready_settings: Settings, server: ModelServer) -> None:
    """Their passages are asked about; those of the note beside them, which come with ways of asking, are not."""
    page = LivePage(
        OVERVIEW.address,
        OVERVIEW.address,
        "Markdown",
        OVERVIEW.title,
        "2026-11-20",
        (LiveText(("Plants",), "plants", OTHER),),
    )
    LiveFolder(ready_settings.data_dir).keep(
        LiveSource(OVERVIEW.id, pages=(page,), fetched="2026-11-20T00:00:00+00:00", checked="2026-11-20T00:00:00+00:00")
    )
    server.reads_with(writes({OTHER: [OTHERS_QUESTION]}))
    async with bot(server.settings(ready_settings)) as (started, _):
        await until(lambda: first(started, OTHERS_QUESTION) == OTHER)
        await asyncio.sleep(0.3)
    assert len(server.asked) == 1
    assert made_in(ready_settings) == {OVERVIEW.id: QuestionCount(made=1)}


@asynccontextmanager
async def worker(settings: Settings, url: str) -> AsyncIterator[Running]:
    """What of a worker takes part: its index in a Chroma server, with these documents alone, its database and its model."""
    (source,) = load_sources(settings.register)
    model = chat_model(settings)
    async with Database(settings.database_url) as database:
        with Index(settings.data_dir / "index-of-server", HashEmbedder(), url) as index:
            await asyncio.to_thread(refresh_source, index, source, LiveFolder(settings.data_dir), quiet)
            index.in_use = True
            made = SimpleNamespace(index=index, searcher=Searcher(index), database=database, model=model)
            yield cast("Running", made)
    assert model is not None
    await model.close()


async def test_several_workers(own: Settings, server: ModelServer, tmp_path: Path) -> None:
    """Over one Chroma server and one data folder one of them asks, and the other finds by what was written."""
    chroma = ChromaServer(tmp_path / "chroma")
    chroma.start()
    try:
        async with worker(own, chroma.url) as one, worker(own, chroma.url) as two:
            for each in (one, two):
                assert each.index.lexical.search(WORD, 5) == []
            async with (
                following(one, 0.1), following(two, 0.1), making(one, own, between=0.05), making(two, own, between=0.05),
            ):  # fmt: skip
                await until(lambda: all(each.index.lexical.search(WORD, 5) for each in (one, two)))
                await until(lambda: made_in(own) == {"handbook": QuestionCount(made=2)})
            assert {first(each, OTHERS_QUESTION) for each in (one, two)} == {OTHER}
        assert len(server.asked) == 2
    finally:
        chroma.stop()


async def test_calls_are_counted_with_the_others(own: Settings, server: ModelServer, embedder: LocalEmbedder) -> None:
    """The bot in Slack asks by itself, and its metrics have calls, tokens and failures."""
    server.reads_with(writes({ANSWERS: [QUESTION], OTHER: ["No."]}))
    with Index(own.index_dir, embedder) as index:
        await asyncio.to_thread(refresh, index, own.register, quiet)
        async with (
            slack_server() as slack,
            bot_in(slack, slack_settings(own, slack), Searcher(index), index) as serving,
        ):
            figure = serving.metrics.registry.get_sample_value
            await until(lambda: figure("ftn_model_failures_total", {"kind": "no questions"}) == 1)
            await until(lambda: figure("ftn_model_calls_total") == 2)
            assert figure("ftn_model_tokens_total", {"kind": "prompt"}) == 2 * PROMPT_TOKENS


def test_tried_again_and_not_for_ever(tmp_path: Path) -> None:
    """After an hour, after a day, and then never, unless prompt or model change; what was made before stays."""
    made, now = MadeQuestions(tmp_path), datetime(2026, 11, 30, tzinfo=UTC)
    made.note_passages("a", "m", 1)
    made.keep("a", "older", {"p1": [QUESTION]})
    for wait in (timedelta(hours=1), timedelta(hours=24), None):
        assert made.settled("a", "m", now) == set()
        made.failed("a", "p1", "m", now)
        assert made.settled("a", "m", now) == {"p1"}
        if wait:
            assert made.next_try("m") == now + wait
            now += wait + timedelta(seconds=1)
    assert made.next_try("m") is None
    assert made.settled("a", "m", now + timedelta(days=999)) == {"p1"}
    assert made.settled("a", "newer", now) == set()
    assert made.not_indexed() == {"a": {"p1": (QUESTION,)}}
    assert made.counts() == {"a": QuestionCount(made=1, given_up=1)}


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    """It can be made again; one that can't be written is told in a sentence."""
    made = MadeQuestions(tmp_path)
    made.keep("a", "m", {"p1": [QUESTION]})
    (tmp_path / FILE).write_bytes(b"no database" * 999)
    assert made.not_indexed() == {}
    made.keep("a", "m", {"p1": [QUESTION]})
    assert made.not_indexed() == {"a": {"p1": (QUESTION,)}}
    with closing(sqlite3.connect(tmp_path / FILE)) as locked, locked:
        locked.execute("BEGIN EXCLUSIVE")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("knowledge.made_questions.LONGEST_WAIT", 0.1)
            with pytest.raises(SourcesError, match="locked"):
                made.counts()


def test_a_backup_has_them(settings: Settings, tmp_path: Path) -> None:
    """They were paid for."""
    settings.data_dir.mkdir()
    MadeQuestions(settings.data_dir).keep("a", "m", {"p1": [QUESTION]})
    back_up("postgresql://nobody@localhost/none", settings.data_dir, tmp_path / "backup")
    assert MadeQuestions(tmp_path / "backup").not_indexed() == {"a": {"p1": (QUESTION,)}}
