"""Words that nobody else says, planted in every kind of input; then a look into all that was logged, counted and traced."""

from __future__ import annotations

import logging
from contextlib import redirect_stderr
from io import StringIO
from typing import TYPE_CHECKING

import pytest
import structlog
from prometheus_client import generate_latest

from bot.logs import configure_logging
from bot.settings import SlackMode
from bot.slack.blocks.action_ids import Button
from knowledge.fetching.live import LiveFolder
from knowledge.index import Index
from knowledge.refresh import refresh_source
from knowledge.sources import add_folder
from tests.knowledge.embedders import HashEmbedder
from tests.knowledge.making import quiet
from tests.model_server import KEY, fails, model_server, says, sends, tells, understands
from tests.slack import interactions
from tests.slack.bot import bot_in, model_settings, slack_settings
from tests.slack.interview import opened
from tests.slack.test_traces import Collector, collector
from tests.slack.waiting import idle
from tests.sql import changed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from knowledge.search import Searcher
    from tests.model_server import ModelServer
    from tests.slack.server import SlackServer

__all__ = ["collector"]

#: What is planted where.
WORDS = {
    "message": "quibblefrost", "name": "tangerwick", "press": "zarquonic", "form": "mirthgable", "command": "plinthorpe",
    "file name": "wobblecroft", "file": "grumblethorn", "model": "snickerdell", "model error": "fribblewane",
    "Slack error": "dranglemoor", "exception": "blatherquist", "document": "ombleforth",
}  # fmt: skip


@pytest.fixture(params=["DEBUG", "INFO"])
def logged(request: pytest.FixtureRequest, settings: Settings) -> Iterator[StringIO]:
    """All that goes to standard error, with logging as the program sets it up at a level."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    with redirect_stderr(StringIO()) as written:
        configure_logging(settings.model_copy(update={"log_level": request.param}))
        yield written
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    """A model that says what it should not: words as an answer, in an error, in what is no answer at all."""
    async with model_server() as server:
        word, error = WORDS["model"], WORDS["model error"]
        server.answers_with(
            says(f"The {word} says 10 [1]."),
            fails(400, error),
            sends(f"data: {{{error}", ""),
            fails(500, error),
            says(f"The {word} again."),
        )
        understood = understands("question", questions=[f"How many {WORDS['message']} examples does fine-tuning need?"])
        server.reads_with(
            *[understood] * 6, tells(kind=word, facts=[{"criterion": word}]), fails(429, error), says(f"{word} {{")
        )
        yield server


def planted(text: str) -> list[str]:
    """Where the words come from that stand in a text."""
    return [where for where, word in WORDS.items() if word in text.lower()]


async def everything(slack: SlackServer, bot: Serving, url: str) -> None:
    """Real turns with every kind of input, some of which fail."""
    workspace = slack.workspace
    ann, general = workspace.person(WORDS["name"]), workspace.channel("general")
    for _ in range(4):
        await workspace.wait_for_answer(await ann.says(f"How many {WORDS['message']} examples does fine-tuning need?"))
    attached = ((f"{WORDS['file name']}.txt", f"{WORDS['file']} wrote this".encode()),)
    await ann.says("What is in this file?", files=attached)
    opening, question = await opened(slack, ann)
    for action in (
        f"{Button.PICK}:0",
        Button.SHARE,
        Button.COST_ALL,
        Button.COST_CURVE,
        Button.ANSWER_MORE,
        Button.CARD_MENU,
        WORDS["press"],
    ):
        made = {
            "type": "button",
            "action_id": action,
            "block_id": "b",
            "action_ts": slack.ids.ts(),
            "value": WORDS["press"],
        }
        await slack.deliveries.interact("interactive", interactions.block_action(workspace, ann.id, question, made))
    asked = await ann.mentions("How many examples does fine-tuning need?", channel=general)
    await ann.clicks(await workspace.wait_for_answer(asked), "Not helpful")
    form = await workspace.wait_for_modal(ann)
    said = {"What is wrong with the answer?": "It is wrong", "In your own words": f"The {WORDS['form']} page says so"}
    await ann.submits(form, said)
    await ann.commands(f"/verdict a {WORDS['command']} bot that should sound like us", channel=general)
    await workspace.wait_for_ephemeral(ann)
    await idle(bot)
    # Slack refuses in words, for as long as a turn lasts.
    slack.faults.add("*", times=None, error=f"No {WORDS['Slack error']} here")
    await ann.says(f"And what of {WORDS['message']} data?")
    await slack.deliveries.settle()
    await idle(bot)
    slack.faults.clear()
    # The database fails with words in what it says, in every table that turns write to.
    for table in ("turns", "opinions", "walks"):
        await changed(
            url,
            f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'not {WORDS['exception']}'); END",
        )
    question = await ann.says(f"Is {WORDS['message']} tuning dear?")
    await workspace.wait_for_answer(question)
    answer = workspace.answers(asked)[0]
    await ann.clicks(answer, "Helpful")
    await ann.says("We want our support bot to sound like us. Should we fine-tune?", thread=opening)
    await idle(bot)


async def test_no_word_of_anybody(
    slack: SlackServer, settings: Settings, searcher: Searcher, built_index: Index, logged: StringIO, model: ModelServer,
    collector: Collector,
) -> None:  # fmt: skip
    """Every level of the log, the metrics and the traces say what happened, and nothing of what was said."""
    given = model_settings(model, openai_api_key=KEY, traces=collector.address)
    async with bot_in(slack, slack_settings(settings, slack, SlackMode.SOCKET, **given), searcher, built_index) as bot:
        await everything(slack, bot, settings.database_url)
        counted = generate_latest(bot.metrics.registry).decode()
    written = logged.getvalue()
    # Each of these was logged, so each of the failures has happened.
    for event in (
        "model failed",
        "reply not delivered",
        "Slack refused",
        "turn failed",
        "job failed",
        "IntegrityError",
    ):
        assert event in written, event
    assert planted(written) == []
    assert planted(counted) == []
    assert planted(str(collector.spans)) == []
    assert KEY not in written + counted + str(collector.spans)


def test_no_word_of_a_document(logged: StringIO, tmp_path: Path) -> None:
    """Documents are read, or are not, without a word of theirs in the log."""
    folder, word = tmp_path / "handbook", WORDS["document"]
    folder.mkdir()
    (folder / "fine.md").write_text(f"# The {word}\n\nThe {word} is kept for nine years.\n", encoding="utf-8")
    for odd in ("torn.pdf", "torn.docx", "torn.html", "torn.csv", "torn.json"):
        (folder / odd).write_bytes(b"%PDF-1.7 \xff\xfe" + f'<{{"{word} "{word}, %{word}\n'.encode() * 40)
    with Index(tmp_path / "index", HashEmbedder()) as index:
        source = add_folder(tmp_path / "sources.toml", folder)
        refresh_source(index, source, LiveFolder(tmp_path), quiet)
        assert len(index) > 0
    assert planted(logged.getvalue()) == []
    assert "pypdf" not in logged.getvalue()


def test_no_word_of_an_error(logged: StringIO) -> None:
    """A traceback says where and what kind, ours and a library's, through every error that it came from."""
    word = WORDS["exception"]
    try:
        try:
            dict[str, str]()[word]
        except KeyError as error:
            raise ExceptionGroup(word, [ValueError(word)]) from error
    except ExceptionGroup:
        structlog.get_logger().exception("ours")
        logging.getLogger("library").exception("theirs")
    written = logged.getvalue()
    assert planted(written) == []
    for kind in ("KeyError", "ExceptionGroup", "ValueError"):
        assert written.count(f"\n{kind}\n") == 2, kind
    assert written.count("test_no_words_in_logs.py") >= 4
