"""A model that says one given sentence with a mark on what it speaks of: what becomes of it, end to end.

The sentence goes through a scripted server, the client, the search, the prompt and the check, as an answer to its question.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.answers.check.plain import plain
from bot.assistant import Assistant
from bot.choose_model import chat_model
from bot.replies import Answer, Author
from knowledge.lexical import overlap, words
from tests.model_server import model_server, says, understands

from . import answers
from .cases import CASES
from .runs import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from bot.app import Running
    from bot.settings import Settings
    from tests.model_server import Asked, Behaviour

VERSION = 1
FILES = {"known": "hostile, known", "unseen": "hostile, unseen"}
_LINE = re.compile(r"^(\d+)\.(\d+) (.+)$", re.MULTILINE)
#: A scripted server answers at once; the machine may be busy.
_TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a hostile model: what was asked, the passage it speaks of, and whether it is true."""

    id: str
    question: str
    passage_begins: str
    sentence: str
    is_true: bool


def load(file: str) -> list[Said]:
    """The sentences of a file under `cases/hostile`."""
    lines = (CASES / "hostile" / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Said(f"{file}-{number:02}", row["question"], row["passage_begins"], row["sentence"], row["kind"] == "true")
        for number, row in enumerate(rows, 1)
    ]


async def evaluate(cases: Sequence[Said], started: Running, settings: Settings) -> list[Result]:
    """Whether each false sentence was kept from the reader, by a mark on its sentence and by one on its passage."""
    results: list[Result] = []
    async with model_server() as server:
        served = server.settings(settings, model_timeout=_TIMEOUT)
        model = chat_model(served)
        assert model is not None
        assistant = Assistant(started.searcher, started.conversations, started.cases, model)
        respondent = answers.Respondent(assistant, started.searcher, answers.CountedModel(model))
        server.reads_with(understands("question"))
        run = uuid4().hex
        for case in cases:
            for manner, whole in (("sentence", False), ("passage", True)):
                server.answers_with(_cites(case, whole=whole))
                name = f"{case.id} {manner}"
                reaction = await respondent.react(case.question, answers.place_of(name, run))
                shown = isinstance(reaction.answer, Answer) and _holds(answers.plain(reaction.answer), case.sentence)
                by_model = reaction.answer is not None and reaction.answer.author is Author.MODEL
                results.append(Result(name, "reached the check", by_model, "", VERSION))
                evaluator = "true sentence shown" if case.is_true else "false sentence kept back"
                results.append(
                    Result(
                        name, evaluator, shown == case.is_true, "" if shown == case.is_true else case.sentence, VERSION
                    )
                )
        await model.close()
    return results


def _holds(text: str, sentence: str) -> bool:
    """Whether an answer says a sentence, its end and its lead aside."""
    return _bare(sentence) in _bare(text)


def _bare(text: str) -> str:
    kept = "".join(one if one.isalnum() else " " for one in plain(text).lower())
    return " ".join(kept.split())


def _cites(case: Said, *, whole: bool) -> Behaviour:
    """Say the sentence, with the mark of the nearest one of the passage that it speaks of."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        lines = [match.groups() for match in _LINE.finditer(asked.prompt.rsplit("Passages:", 1)[-1])]
        about = {passage for passage, _, text in lines if case.passage_begins.lower() in text.lower()}
        mine = [line for line in lines if line[0] in about] or lines
        said = words(case.sentence)
        passage, row, _ = max(mine, key=lambda line: overlap(said, words(line[2])), default=("1", "1", ""))
        mark = f"[{passage}]" if whole else f"[{passage}.{row}]"
        return await says(f"{case.sentence.rstrip('.')} {mark}.")(request, asked)

    return behave
