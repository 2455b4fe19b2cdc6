"""Evaluates questions, answers and follow-ups: `python -m tests.evals.questions` (from the project's root).

Runs the labelled cases through the real search and the real assistant, without a model unless `--model` is given, and
prints the figures beside their targets. The index is one of its own, with the built-in notes only, so that neither a
person's documents nor a running chat get in the way.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from rich.console import Console
from rich.text import Text

from bot.answers.prompts import PROMPTS
from bot.app import running
from bot.assistant import Assistant
from bot.cli.terminal import index_progress
from bot.errors import FineTuneOrNotError, SettingsError
from bot.load_settings import load_settings
from bot.logs import configure_logging
from bot.reading.linear import DATA
from knowledge.passages import digest

from . import answers, followups, retrieval
from .cases import CASES, known_beforehand, load_questions, load_talks, unreachable
from .report import INVARIANTS, failures, table
from .runs import Run, save

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import Running
    from bot.settings import Settings

    from .runs import Result

#: The files of questions, and what their columns are called.
DEVELOPMENT = "questions-development"
QUESTIONS = {"questions": "given", DEVELOPMENT: "development", "questions-blind": "blind", "unseen/questions": "unseen"}
FOLLOW_UPS = "followups"
#: A table that is piped into a file is not folded.
WIDTH = 190


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    model: bool
    verbose: bool
    save: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate, print, and keep the run if asked to; 1 if a mark or a quote is wrong or nothing could be run."""
    options = _options(arguments)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    try:
        settings = load_settings()
        configure_logging(settings)
        run = asyncio.run(evaluate(settings, with_model=options.model))
    except FineTuneOrNotError as error:
        console.print(Text(str(error), style="red"))
        return 1
    console.print(table(run.results, f"Questions, {run.date}, model {run.model}, embedder {run.embedder}"))
    _print_notes(console)
    if options.verbose:
        for line in failures(run.results):
            console.print(Text(line), soft_wrap=True)
    if options.save:
        console.print(f"Kept in {save(run, 'questions-model' if options.model else 'questions')}", soft_wrap=True)
    broken = [one for own in run.results.values() for one in own if one.evaluator in INVARIANTS and not one.value]
    return 1 if broken else 0


async def evaluate(settings: Settings, *, with_model: bool) -> Run:
    """Run all cases.

    Raises:
        SettingsError: A model is asked for and none is configured.
    """
    if with_model and not settings.has_model:
        raise SettingsError("--model needs a model. Set OPENAI_API_KEY, OPENAI_BASE_URL or AZURE_OPENAI_ENDPOINT.")
    errors = Console(stderr=True)
    own = settings.model_copy(update={"data_dir": settings.data_dir / "evals"})
    with index_progress(errors) as progress:
        async with running(own, progress) as started:
            with errors.status("Asking the questions"):
                results, model = await _results(started, with_model=with_model)
            return Run(
                date=datetime.now(UTC).date().isoformat(),
                model=model,
                embedder=started.index.embedder.id if started.index.embedder else "none",
                digests=_digests(started),
                results=results,
            )


async def _results(started: Running, *, with_model: bool) -> tuple[dict[str, list[Result]], str]:
    """The results by set of cases, and the name of the model that took part."""
    model = answers.CountedModel(started.model) if with_model and started.model else None
    assistant = Assistant(started.searcher, started.conversations, started.cases, model)
    respondent = answers.Respondent(assistant, started.searcher, model)
    run = uuid4().hex
    results: dict[str, list[Result]] = {}
    for file, name in QUESTIONS.items():
        cases = load_questions(file)
        results[name] = await retrieval.evaluate(cases, started.searcher)
        for case in cases:
            reaction = await respondent.react(case.said, answers.place_of(case.id, run))
            results[name] += answers.judge(case, reaction)
    talks = load_talks(FOLLOW_UPS)
    results["follow-ups"] = await followups.evaluate(talks, respondent, started.conversations, run)
    return results, model.name if model else "none"


def _digests(started: Running) -> dict[str, str]:
    """Digests of the notes as they are indexed, the prompts, the trained classifiers and the cases."""
    sources = sorted(f"{source} {fingerprint}" for source, fingerprint in started.index.fingerprints.items())
    files = {
        "prompts": sorted(PROMPTS.glob("*.md")),
        "classifiers": sorted(DATA.glob("*")),
        "cases": [CASES / f"{file}.jsonl" for file in (*QUESTIONS, FOLLOW_UPS)],
    }
    return {"index": digest(*sources)} | {
        name: digest(*(f"{file.name} {file.read_bytes().hex()}" for file in own)) for name, own in files.items()
    }


def _print_notes(console: Console) -> None:
    """What limits the figures: cases that can't be found, and cases that were known beforehand."""
    cases = [case for file in QUESTIONS for case in load_questions(file)]
    cases += [turn for talk in load_talks(FOLLOW_UPS) for turn in talk.turns[1:]]
    if lost := unreachable(cases):
        console.print(f"No passage stands under the headings of {', '.join(lost)}: they count as not found.")
    # The development questions are among the training messages on purpose; saying so of each would bury the others.
    development = {case.id for case in load_questions(DEVELOPMENT)}
    if known := [case_id for case_id in known_beforehand(cases) if case_id not in development]:
        console.print(f"Word for word in the notes' ways of asking or the training messages: {', '.join(known)}.")


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.questions", description=__doc__)
    parser.add_argument("--model", action="store_true", help="answer with the model of the environment")
    parser.add_argument("--verbose", action="store_true", help="list the cases that fail, with the reason")
    parser.add_argument(
        "--save", action="store_true", help="keep the run under tests/evals/results, in place of the last"
    )
    return Options(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
