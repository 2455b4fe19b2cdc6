"""Evaluates how people are understood: `python -m tests.evals.understanding [--model] [--verbose] [--save]`.

One message to a verdict, what is read in it, replies to open questions, messages by what they are for, whole interviews answered from what a
person knows, and dialogues with twists: through the real assistant, on a development set and on an unseen one. README.md beside the
cases says whose voices they are.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from rich.console import Console
from rich.text import Text

from bot.app import running
from bot.assistant import Assistant
from bot.cli.terminal import index_progress
from bot.conversation.case import Case
from bot.conversation.understand import Understander
from bot.decision import Certainty
from bot.errors import FineTuneOrNotError, SettingsError
from bot.load_settings import load_settings
from bot.logs import configure_logging
from bot.reading.encoder import FOLDER
from bot.turn import Place, Surface, Turn
from bot.turn_log import Work
from knowledge.passages import digest

from .cases import CASES
from .people import conversations, messages, people, replies, rows
from .play import Player, stated
from .recorded_model import plain, recorded
from .report import Measure, Target, table
from .runs import Result, Run, save

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from bot.app import Running
    from bot.chat_model import ChatModel
    from bot.settings import Settings

    from .people import Conversation, Message, Person, Reply

VERSION = 1
#: A table that is piped into a file is not folded.
WIDTH = 240
#: Outcomes that train a model on a team's own examples.
TRAINS = frozenset({"fine_tune", "rag_plus_fine_tune"})
#: What is asked for: issue 9, "How it is judged".
MEASURES = (
    Measure("one message: right or acceptable", "one message", "share", Target("at least", 0.80)),
    Measure("  not provisional", "not provisional", "share"),
    Measure("  wrong, of those not provisional", "final, wrong", "share", Target("at most", 0.03)),
    Measure("  training where nobody would", "trains wrongly", "share", Target("at most", 0.0)),
    Measure("stated values: precision", "value read", "share", Target("at least", 0.90)),
    Measure("stated values: recall", "value stated", "share", Target("at least", 0.50)),
    Measure("replies to a question: read right", "reply right", "share", Target("at least", 0.95)),
    Measure("  read as something else", "reply wrong", "share", Target("at most", 0.01)),
    Measure("other remarks taken as the answer", "remark taken", "share", Target("at most", 0.02)),
    Measure("a case starts an interview", "begins", "share", Target("at least", 0.97)),
    Measure("what is no case starts none", "begins none", "share"),
    Measure("interviews: right or acceptable", "interview", "share", Target("at least", 0.90)),
    Measure("  wrong, of those not provisional", "interview final, wrong", "share", Target("at most", 0.0)),
    Measure("  something asked twice", "asked twice", "share", Target("at most", 0.0)),
    Measure("  questions, median", "questions", "median", Target("at most", 4)),
    Measure("dialogues with twists: right or acceptable", "dialogue", "share", Target("at least", 0.90)),
    Measure("free conversations: right or acceptable", "conversation", "share", Target("at least", 0.83)),
    Measure("  final and wrong", "conversation final, wrong", "share", Target("at most", 0.0)),
    Measure("  said of them that nobody said", "conversation, never said", "share", Target("at most", 0.0)),
    Measure("  read of what they say", "conversation, said", "share"),
)
#: Models' completions, recorded, and the cases they are of: recorded/README.md.
RECORDED = {"a capable model": "2026-11-28-understand", "a small model": "2026-11-29-understand-small"}
RECORDED_OF = "seen-since"
DEVELOPMENT = ("development/use-cases", "use-cases", "development/field-cases")
EARLIER = ("held-out/use-cases", "blind/use-cases")
#: By writers who saw the labelling rules and nothing else. Nobody has read a case of the unseen ones; what is seen since was looked at
#: once the last reader had been trained.
UNSEEN = {"seen since": "seen-since", "unseen voices": "unseen"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate, print, and keep the run if asked to; 1 if nothing could be run."""
    parser = argparse.ArgumentParser(prog="python -m tests.evals.understanding", description=__doc__)
    parser.add_argument("--model", action="store_true", help="read with the model of the environment as well")
    parser.add_argument("--development", action="store_true", help="leave alone the cases that nobody reads")
    parser.add_argument("--verbose", action="store_true", help="list what goes wrong in the development set")
    parser.add_argument(
        "--save", action="store_true", help="keep the run under tests/evals/results, in place of the last"
    )
    given, _ = parser.parse_known_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    try:
        settings = load_settings()
        configure_logging(settings)
        run = asyncio.run(evaluate(settings, with_model=given.model, unseen=not given.development))
    except FineTuneOrNotError as error:
        console.print(Text(str(error), style="red"))
        return 1
    console.print(table(run.results, f"Understanding, {run.date}, model {run.model}", MEASURES))
    if given.verbose:
        # Of the other sets nobody reads a case.
        for one in run.results["development"]:
            if one.reason:
                console.print(Text(f"{one.case}  {one.evaluator}: {one.reason}"), soft_wrap=True)
    if given.save:
        name = "understanding-model" if given.model else "understanding"
        console.print(f"Kept in {save(run, name)}", soft_wrap=True)
    return 0


async def evaluate(settings: Settings, *, with_model: bool, unseen: bool) -> Run:
    """Run all cases.

    Raises:
        SettingsError: A model is asked for and none is configured.
    """
    if with_model and not settings.has_model:
        raise SettingsError("--model needs a model. Set OPENAI_API_KEY, OPENAI_BASE_URL or FTN_MODEL.")
    errors = Console(stderr=True)
    own = settings.model_copy(update={"data_dir": settings.data_dir / "evals"})
    with index_progress(errors) as progress:
        async with running(own, progress) as started:
            model = started.model if with_model else None
            assistant = Assistant(started.searcher, started.conversations, started.cases, model)
            player = Player(assistant, started.cases, uuid4().hex)
            with errors.status("Talking"):
                results = {"development": [one async for one in _development(player, model)]}
                if unseen:
                    results["earlier sets"] = [one async for one in _earlier(player)]
                    for name, folder in UNSEEN.items():
                        results[name] = [one async for one in _unseen(player, model, folder)]
                if unseen and model is None:
                    results |= await _with_recorded_model(started)
    files = sorted(CASES.rglob("*.jsonl"))
    return Run(
        date=datetime.now(UTC).date().isoformat(),
        model=model.name if model else "none",
        embedder="",
        digests={
            "reader": digest(*(file.read_bytes().hex() for file in sorted(FOLDER.glob("reader.*")))),
            "cases": digest(*(f"{file.name} {file.read_bytes().hex()}" for file in files)),
        },
        results=results,
    )


async def _with_recorded_model(started: Running) -> dict[str, list[Result]]:
    """The cases that a model's readings were recorded for, with them and without."""
    everybody = {person.id: person for person in people(f"{RECORDED_OF}/use-cases")}
    found = {}
    for name, file in RECORDED.items():
        model = recorded(file, {case_id: person.text for case_id, person in everybody.items()})
        some = [person for person in everybody.values() if plain(person.text) in model.texts]
        for title, reader in ((f"{len(some)} of them", None), (f"with {name}", model)):
            assistant = Assistant(started.searcher, started.conversations, started.cases, reader)
            player = Player(assistant, started.cases, uuid4().hex)
            found[title] = [one async for one in _one_message(player, some)]
    return found


async def _development(player: Player, model: ChatModel | None) -> AsyncIterator[Result]:
    async for one in _one_message(player, people(*DEVELOPMENT)):
        yield one
    async for one in _replies(model, replies("development/answers")):
        yield one
    async for one in _interviews(player, [person for person in people(*DEVELOPMENT) if person.answers]):
        yield one
    for name in ("dialogues", "held-out/dialogues"):
        for row in rows(CASES / f"{name}.jsonl"):
            played = await player.dialogue(row)
            right = {row["expected"], *row["acceptable"]}
            yield _result(
                row["id"], "dialogue", played.outcome in right, f"ended {played.outcome}, not {sorted(right)}"
            )
    for conversation in conversations("development/conversations"):
        for one in await _conversation(player, conversation):
            yield one


async def _earlier(player: Player) -> AsyncIterator[Result]:
    async for one in _one_message(player, people(*EARLIER)):
        yield one


async def _unseen(player: Player, model: ChatModel | None, folder: str) -> AsyncIterator[Result]:
    async for one in _one_message(player, people(f"{folder}/use-cases")):
        yield one
    async for one in _replies(model, replies(f"{folder}/answers")):
        yield one
    async for one in _kinds(player, messages(f"{folder}/kinds")):
        yield one
    async for one in _interviews(player, people(f"{folder}/use-cases")):
        yield one
    if (CASES / folder / "conversations.jsonl").exists():
        for conversation in conversations(f"{folder}/conversations"):
            for one in await _conversation(player, conversation):
                yield one


async def _one_message(player: Player, some: Iterable[Person]) -> AsyncIterator[Result]:
    """The verdict on one message, and what was read in it."""
    for person in some:
        card, case = await player.verdict(person)
        outcome = card.outcome if card else "no case"
        right = outcome in person.right
        reason = "" if right else f"{outcome}, not {sorted(person.right)}: {person.text}"
        yield Result(person.id, "one message", right, reason, VERSION)
        trains = outcome in TRAINS and not TRAINS & person.right
        yield Result(person.id, "trains wrongly", trains, reason if trains else "", VERSION)
        if card is not None:
            yield Result(person.id, "not provisional", not card.provisional, "", VERSION)
            if not card.provisional:
                yield Result(person.id, "final, wrong", not right, reason, VERSION)
        if person.stated is not None:
            read = stated(case) if case else set()
            for pair in sorted(read):
                yield _result(f"{person.id} {'='.join(pair)}", "value read", pair in person.stated, _words(case, pair))
            for pair in sorted(person.stated):
                yield _result(f"{person.id} {'='.join(pair)}", "value stated", pair in read, "not read")


async def _replies(model: ChatModel | None, some: Iterable[Reply]) -> AsyncIterator[Result]:
    """Replies to an open question: read right, read as something else, or taken where they answer nothing."""
    understander = Understander(model)
    for reply in some:
        turn = Turn("evaluation", Place(Surface.TERMINAL, "evaluation", "replies", reply.id), reply.text)
        case = Case(begun=True, pending=reply.asked, asked=(reply.asked,))
        understood = await understander.understand(reply.text, case, Work(turn, reply.text))
        fact = next((one for one in understood.facts if one.criterion is reply.asked), None)
        values = fact.values if fact is not None and fact.is_stated else ()
        got = values[0] if values else fact.certainty.value if fact and not fact.is_likely else ""
        said = f"{reply.asked}: {reply.text!r} taken as {'+'.join(values) or got or 'nothing'}, not {reply.value or 'nothing'}"
        if not reply.value:
            yield _result(reply.id, "remark taken", not got, said, wanted=False)
            continue
        right = reply.value in values or (reply.value == got and got in {Certainty.UNSURE, Certainty.VAGUE})
        yield _result(reply.id, "reply right", right, said)
        yield Result(reply.id, "reply wrong", bool(got) and not right, "", VERSION)


async def _kinds(player: Player, some: Iterable[Message]) -> AsyncIterator[Result]:
    """Whether a case told in a chat starts an interview, and anything else does not."""
    for message in some:
        if message.asked is not None:
            continue
        played = await player.talk(message.id, [message.text])
        begun = bool(played.case and played.case.begun)
        if message.kind == "case":
            yield _result(message.id, "begins", begun, message.text)
        elif message.kind not in {"remark", "walk"}:
            yield _result(message.id, "begins none", not begun, f"{message.kind}: {message.text}")


async def _interviews(player: Player, some: Iterable[Person]) -> AsyncIterator[Result]:
    """Interviews answered from what a person knows."""
    for person in some:
        played = await player.interview(person)
        yield _result(person.id, "begins", played.case is not None and played.case.begun, person.text)
        right = played.outcome in person.right_at_last
        reason = (
            ""
            if right
            else f"ended {played.outcome or 'nowhere'}, not {sorted(person.right_at_last)} ({person.text[:60]}…)"
        )
        yield Result(person.id, "interview", right, reason, VERSION)
        if played.is_final:
            yield Result(person.id, "interview final, wrong", not right, reason, VERSION)
        twice = sorted({name for name in played.asked if played.asked.count(name) > 1})
        yield Result(person.id, "asked twice", bool(twice), f"twice {twice}" if twice else "", VERSION)
        yield Result(person.id, "questions", len(played.asked), "", VERSION)


async def _conversation(player: Player, conversation: Conversation) -> list[Result]:
    """A free conversation: where it ends, and what was read in it."""
    played = await player.talk(conversation.id, conversation.turns)
    ended = f"ended {played.outcome}, not {sorted(conversation.right)}"
    found = [_result(conversation.id, "conversation", played.outcome in conversation.right, ended)]
    wrong_at_last = played.is_final and played.outcome not in conversation.right
    found.append(_result(conversation.id, "conversation final, wrong", not wrong_at_last, ended, wanted=False))
    wrong = sorted(played.stated & conversation.never)
    found.append(_result(conversation.id, "conversation, never said", not wrong, f"read {wrong}", wanted=False))
    for pair in sorted(conversation.states):
        case_id = f"{conversation.id} {'='.join(pair)}"
        found.append(_result(case_id, "conversation, said", pair in played.stated, "not read"))
    return found


def _result(case: str, evaluator: str, fine: bool, reason: str, *, wanted: bool = True) -> Result:  # noqa: FBT001 - the value itself
    """A result whose value is true where it is fine, or where it is not if that is what is counted; a reason only where it is not fine."""
    return Result(case, evaluator, fine is wanted, "" if fine else reason, VERSION)


def _words(case: Case | None, pair: tuple[str, str]) -> str:
    facts = case.assessment.facts if case else ()
    return next((f"read from “{fact.words}”" for fact in facts if fact.criterion.value == pair[0]), "")


if __name__ == "__main__":
    sys.exit(main())
