"""`FTN_PEERS=FOLDER python -m tests.bench.peers`: one table of this bot and two public ones, under the same load in the same minutes.

The folder holds the two, at these commits, each with an environment `.venv` in which its requirements are installed:

- `ChatGPT-in-Slack` (seratch/ChatGPT-in-Slack, 94845aac). It counts tokens with an encoding that tiktoken downloads; where that can't be, set
  TIKTOKEN_CACHE_DIR to a folder that has `cl100k_base`.
- `bolt-python-support-agent` (slack-samples/bolt-python-support-agent, 08d01f09), of which `openai-agents-sdk` is run.

Without the folder, or for what is missing in it, this bot alone is measured. The model takes one second for every call, of which this bot makes two a
turn (it reads a message, and words an answer) and the others one; a turn's own model time is taken off in the columns that say "beyond".
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot import phrases
from bot.app import running
from bot.load_settings import load_settings
from bot.settings import Settings
from tests.bench.peers.simulator import Question, Simulator, simulator
from tests.model_server import ModelServer, model_server, says, understands

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from aiohttp import web

    from tests.model_server import Asked, Behaviour

ROOT = Path(__file__).parents[3]
#: Seconds that a bot may take to start, and that an answer is waited for; one that has not come by then counts as having taken that long.
STARTS_WITHIN, ANSWERS_WITHIN = 300.0, 45.0
#: Messages a second, and for how many seconds; seconds that the model takes; turns with an instant model, and how many are open at once.
A_SECOND, SECONDS, MODEL_SECONDS = 20, 15, 1.0
FAST_TURNS, OPEN, WARM_TURNS = 200, 50, 20
QUESTION = "How many training examples does fine-tuning need for case {number}?"
#: What a peer's model says: as long as an answer of ours, in as many pieces.
ANSWER = (
    "Fifty examples are a fair beginning for a style or a format. ",
    "Begin with a prompt that holds a few of them, and measure it. ",
    "Add more only while the measure improves. That is all.",
)
_PASSAGE = re.compile(r"^\[(\d+)\] .*\n\d+\.\d+ (.+?[.!?])(?:\s|$)", re.MULTILINE)
_OWN_NAMES: frozenset[Any] = frozenset(field.alias for field in Settings.model_fields.values())


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot and how its answers are known.

    Attributes:
        command: What starts it.
        environment: What it is told beside the addresses and tokens.
        begins_with: What the text of an answer has in it, and nothing before it.
        ends_with: What a complete answer has in it.
        fails_with: What is said where there is none.
        calls: How many calls it makes to a model in a turn.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    begins_with: str
    ends_with: str
    fails_with: str
    calls: int


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one bot: turns a second, and milliseconds."""

    name: str
    sustained: float
    first: float
    beyond: float
    answered: float
    processor: float
    fast: float
    unanswered: int


def bots(data: Path) -> list[Bot]:
    """Those that are there."""
    start, found = str(Path(__file__).with_name("start_peer.py")), [
        Bot("Fine-tune or Not", (sys.executable, "-m", "bot", "serve"), {"FTN_DATA_DIR": str(data), "FTN_HTTP_PORT": "0"},
            "[1]", "Helpful", phrases.UNFORESEEN, 2)
    ]  # fmt: skip
    folder = Path(os.environ.get("FTN_PEERS", ""))
    peers: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("ChatGPT-in-Slack", "main.py", {"SLACK_APP_LOG_LEVEL": "WARNING", "OPENAI_MODEL": "gpt-3.5-turbo"}),
        ("bolt-python-support-agent", "openai-agents-sdk/app.py", {}),
    )
    for name, file, environment in peers:
        python, main = folder / name / ".venv" / "bin" / "python", folder / name / file
        if os.environ.get("FTN_PEERS") and python.exists() and main.exists():
            found.append(
                Bot(name, (str(python), start, str(main)), environment, "Fifty", "That is all.", ":warning:", 1)
            )
        else:
            print(f"{name} is not there; see the head of this file.", file=sys.stderr)  # noqa: T201 - it is a program
    return found


def answers_after(seconds: float, bot: Bot) -> Behaviour:
    """A model that thinks for so long; ours quotes what it is shown, since only that passes its check."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        pieces: tuple[str, ...] = ANSWER
        if bot.calls > 1:
            found = _PASSAGE.findall(asked.prompt.rsplit("Passages:", 1)[-1])[:3]
            pieces = tuple(f"{text[:-1]} [{number}]. " for number, text in found)
        return await says(*pieces)(request, asked)

    return behave


def reads_after(seconds: float) -> Behaviour:
    """A model that takes as long to read a message."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await understands("question")(request, asked)

    return behave


@asynccontextmanager
async def started(bot: Bot, slack: Simulator, model: ModelServer) -> AsyncIterator[int]:
    """A bot that is connected; its process id."""
    kept = {name: value for name, value in os.environ.items() if name not in _OWN_NAMES}
    addresses = {
        "SLACK_API_URL": f"{slack.url}/api/", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1",
        "OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": f"{model.url}/v1", "OPENAI_API_BASE": f"{model.url}/v1",
        "FTN_MODEL": "scripted",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *bot.command, cwd=ROOT, env=kept | addresses | dict(bot.environment),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            await slack.connected.wait()
        yield process.pid
    finally:
        process.kill()
        await process.wait()


async def measured(bot: Bot) -> Row:
    """One bot, under each kind of load."""
    async with (
        simulator(bot.begins_with, bot.ends_with, bot.fails_with) as slack,
        model_server() as model,
        started(bot, slack, model) as pid,
    ):
        _takes(model, 0.0, bot)
        await _turns(slack, WARM_TURNS)
        _takes(model, MODEL_SECONDS, bot)
        began, asked = time.monotonic(), []
        for number in range(A_SECOND * SECONDS):
            await asyncio.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
            asked.append(await slack.ask(QUESTION.format(number=number)))
        await asyncio.gather(*(_answered(question) for question in asked))
        ends = [question.last for question in asked if question.last is not None]
        sustained = (len(ends) - 1) / (max(ends) - min(ends))
        first = _p95([question.first - question.asked if question.first else ANSWERS_WITHIN for question in asked])
        answered = _p95([question.last - question.asked if question.last else ANSWERS_WITHIN for question in asked])
        _takes(model, 0.0, bot)
        used = _processor_seconds(pid)
        before, seconds = _count(slack), await _turns(slack, FAST_TURNS)
        used = _processor_seconds(pid) - used
        quick, unanswered = _count(slack) - before, len(slack.questions) - _count(slack)
    spent, used, fast = MODEL_SECONDS * bot.calls, used / quick, quick / seconds
    beyond, whole = first - spent, answered - spent
    return Row(bot.name, sustained, first * 1e3, beyond * 1e3, whole * 1e3, used * 1e3, fast, unanswered)


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    columns = (
        f"at {A_SECOND} messages/s, model of {MODEL_SECONDS:.0f} s a call", "turns/s sustained", "first text, p95",
        "first text beyond the model, p95", "whole answer beyond the model, p95", "processor time a turn, instant model",
        "turns/s, instant model", "not answered",
    )  # fmt: skip
    lines = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    lines += [
        f"| {row.name} | {row.sustained:.1f} | {row.first:,.0f} ms | {row.beyond:,.0f} ms | {row.answered:,.0f} ms | "
        f"{row.processor:.1f} ms | {row.fast:.1f} | {row.unanswered} |"
        for row in rows
    ]
    return "\n".join(lines)


def _takes(model: ModelServer, seconds: float, bot: Bot) -> None:
    model.reads_with(reads_after(seconds))
    model.answers_with(answers_after(seconds, bot))


async def _turns(slack: Simulator, count: int) -> float:
    """Ask so many questions, as fast as they are answered; seconds until the last was."""
    began, waiting = time.monotonic(), asyncio.Semaphore(OPEN)

    async def turn(number: int) -> None:
        async with waiting:
            await _answered(await slack.ask(QUESTION.format(number=number)))

    await asyncio.gather(*(turn(number) for number in range(count)))
    return time.monotonic() - began


def _count(slack: Simulator) -> int:
    """How many answers are complete."""
    return sum(question.last is not None for question in slack.questions.values())


async def _answered(question: Question) -> None:
    """Wait for the end of an answer, if it comes in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(ANSWERS_WITHIN):
            await question.done.wait()


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _p95(seconds: list[float]) -> float:
    return float(np.percentile(seconds, 95))


async def _all() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="ftn-bench-") as folder:
        given = os.environ.get("FTN_DATA_DIR")
        data = Path(given or folder)
        async with running(load_settings(_env_file=None, data_dir=data), lambda *_: None):
            pass
        rows: list[Row] = []
        for bot in bots(data):
            print(f"{bot.name} …", file=sys.stderr)  # noqa: T201 - it is a program
            rows.append(await measured(bot))
        return rows


if __name__ == "__main__":
    print(table(asyncio.run(_all())))  # noqa: T201 - it is a program
