"""Evaluates the check of every sentence: `python -m tests.evals.grounding` (from the project's root).

False sentences made by rule of the notes' own sentences and of true paraphrases, true paraphrases, and false sentences said by
a hostile model end to end. What slips through or is refused wrongly is written to a file beside the evaluations' index,
but for the sets that nobody may look at.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from bot.answers.check.follows import StoredSentence, follows, follows_from
from bot.answers.lead import split_lead
from bot.answers.marks import parse
from bot.answers.write import Draft
from bot.app import running
from bot.cli.terminal import index_progress
from bot.errors import FineTuneOrNotError
from bot.load_settings import load_settings
from bot.logs import configure_logging
from knowledge.notes import read_note
from knowledge.passages import Passage, Status, digest, sentences
from knowledge.sources import load_sources

from . import hostile
from .cases import CASES
from .perturb import RULES, perturbed
from .report import Measure, Target, table
from .runs import Result, Run, save

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.settings import Settings

VERSION = 1
PARAPHRASES = CASES / "paraphrases"
#: Sets with one of these in their names are measured only: no case of theirs is printed or written down.
UNSEEN = ("unseen", "held-out")
WIDTH = 190
_TRIVIAL = frozenset({"neighbour", "nothing"})

NOTE_MEASURES = (
    Measure("false sentences refused", "refused", "share", Target("at least", 0.98)),
    *(Measure(f"  {kind}", f"refused, {kind}", "share", Target("at least", 0.95)) for kind in RULES),
    Measure("milliseconds a sentence, median", "milliseconds", "median", Target("at most", 5.0)),
)
PARAPHRASE_MEASURES = (
    Measure("true paraphrases shown as they are", "kept", "share", Target("at least", 0.65)),
    Measure("  or replaced by the sentence they cite", "kept or replaced", "share", Target("at least", 0.98)),
    Measure("false ones of those refused", "refused", "share", Target("at least", 0.95)),
    *(Measure(f"  {kind}", f"refused, {kind}", "share", Target("at least", 0.85)) for kind in RULES),
)
HOSTILE_MEASURES = (
    Measure("false sentences kept from the reader", "false sentence kept back", "share", Target("at least", 35 / 36)),
    Measure("true sentences shown as they are", "true sentence shown", "share"),
    Measure("answers of checked or replaced sentences", "reached the check", "share"),
)


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    verbose: bool
    save: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate, print, and keep the run if asked to; 1 if nothing could be run."""
    options = _options(arguments)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    try:
        settings = load_settings()
        configure_logging(settings)
        own = settings.model_copy(update={"data_dir": settings.data_dir / "evals"})
        parts = {"notes": _notes(), "paraphrases": _paraphrases(), "hostile": asyncio.run(_hostile(own))}
    except FineTuneOrNotError as error:
        console.print(Text(str(error), style="red"))
        return 1
    date = datetime.now(UTC).date().isoformat()
    console.print(table(parts["notes"], f"Sentences made false by rule, {date}", NOTE_MEASURES))
    console.print(table(parts["paraphrases"], "Paraphrases", PARAPHRASE_MEASURES))
    console.print(table(parts["paraphrases"], "True paraphrases shown as they are", _by_manner(parts["paraphrases"])))
    console.print(table(parts["hostile"], "A hostile model, end to end", HOSTILE_MEASURES))
    everything = {name: results for part in parts.values() for name, results in part.items()}
    console.print(f"What went wrong: {_write_failures(everything, own.data_dir)}", soft_wrap=True)
    if options.verbose:
        for line in _failures(everything):
            console.print(Text(f"{line['set']}  {line['case']}  {line['evaluator']}: {line['text']}"), soft_wrap=True)
    if options.save:
        run = Run(date, "none", "none", _digests(), dict(_worth_keeping(everything)))
        console.print(f"Kept in {save(run, 'grounding')}", soft_wrap=True)
    return 0


def _notes() -> dict[str, list[Result]]:
    """Every false sentence beside its own passage, beside the passage after it, and beside nothing."""
    found: dict[str, list[Result]] = {"own passage": [], "neighbour": [], "nothing": []}
    for source in load_sources():
        passages = read_note(source)
        for passage, neighbour in zip(passages, [*passages[1:], passages[0]], strict=True):
            beside = {"own passage": _stored(passage), "neighbour": _stored(neighbour), "nothing": []}
            for text in sentences(passage.text):
                for number, made in enumerate(perturbed(text)):
                    case = f"{passage.id[:6]}-{len(text)}-{made.kind}-{number}"
                    for name, evidence in beside.items():
                        found[name] += _refused(case, made.kind, made.text, evidence)
    return found


def _stored(passage: Passage) -> list[StoredSentence]:
    is_current = passage.status is Status.CURRENT
    return [StoredSentence(text, passage.header, passage.date, is_current) for text in sentences(passage.text)]


def _refused(case: str, kind: str, text: str, evidence: Sequence[StoredSentence]) -> Iterator[Result]:
    begun = perf_counter()
    shown = any(follows(text, one) for one in evidence)
    took = 1_000 * (perf_counter() - begun)
    reason = text if shown else ""
    yield Result(case, "refused", not shown, reason, VERSION)
    yield Result(case, f"refused, {kind}", not shown, "", VERSION)
    if evidence:
        yield Result(case, "milliseconds", took / len(evidence), "", VERSION)


def _paraphrases() -> dict[str, list[Result]]:
    """By file: which true paraphrases are shown, which are replaced, and which false ones made of the shown are refused."""
    found: dict[str, list[Result]] = {}
    for file in sorted(PARAPHRASES.glob("*.jsonl")):
        results = found.setdefault(file.stem, [])
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                results += _paraphrase(f"{file.stem}-{number}", json.loads(line))
    return found


def _by_manner(results: dict[str, list[Result]]) -> tuple[Measure, ...]:
    """A share for each manner of writing, and for one sentence and two joined."""
    found = sorted({one.evaluator for own in results.values() for one in own if one.evaluator.startswith("kept, ")})
    return tuple(Measure(name.removeprefix("kept, "), name, "share") for name in found)


def _paraphrase(case: str, row: dict[str, str]) -> Iterator[Result]:
    date = row["date"] if re.match(r"\d{4}", row["date"]) else ""
    headings = tuple(part for part in row["heading"].split(" > ") if part)
    status = Status(row.get("status", Status.CURRENT))
    passage = Passage(row["evidence"], row["source"], row["title"], headings, date=date, status=status)
    evidence = _stored(passage)
    _, claim = split_lead(row["claim"])
    kept = follows_from(claim, evidence)
    yield Result(case, "kept", kept, "" if kept else f"{claim} < {row['evidence']}", VERSION)
    yield Result(case, f"kept, {row['voice'].partition(' /')[0]}", kept, "", VERSION)
    yield Result(case, f"kept, {'of one sentence' if len(evidence) == 1 else 'of two sentences'}", kept, "", VERSION)
    marks = "".join(f"[1.{place}]" for place in range(1, len(evidence) + 1))
    shown = Draft([passage]).check(parse(f"{claim} {marks}"))
    yield Result(case, "kept or replaced", shown is not None, "" if shown else claim, VERSION)
    if kept:
        for number, made in enumerate(perturbed(claim)):
            refused = not follows_from(made.text, evidence)
            yield Result(f"{case}-{number}", "refused", refused, "" if refused else f"{made.text} < {claim}", VERSION)
            yield Result(f"{case}-{number}", f"refused, {made.kind}", refused, "", VERSION)


async def _hostile(settings: Settings) -> dict[str, list[Result]]:
    with index_progress(Console(stderr=True)) as progress:
        async with running(settings, progress) as started:
            return {
                name: await hostile.evaluate(hostile.load(file), started, settings)
                for file, name in hostile.FILES.items()
            }


def _failures(results: dict[str, list[Result]]) -> Iterator[dict[str, str]]:
    """What went wrong, with its text; nothing of the sets that are measured only."""
    for name, own in results.items():
        if any(word in name for word in UNSEEN):
            continue
        for one in own:
            if one.value is False and one.reason:
                yield {"set": name, "case": one.case, "evaluator": one.evaluator, "text": one.reason}


def _write_failures(results: dict[str, list[Result]], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "grounding-failures.jsonl"
    lines = [json.dumps(line, ensure_ascii=False) for line in _failures(results)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _worth_keeping(results: dict[str, list[Result]]) -> Iterator[tuple[str, list[Result]]]:
    """What two runs are compared by: the kind stands in the case's name, and nothing follows from a neighbour or from nothing."""
    for name, own in results.items():
        if name not in _TRIVIAL:
            kept = [one for one in own if one.evaluator != "milliseconds" and "," not in one.evaluator]
            yield name, [replace(one, reason="") for one in kept]


def _digests() -> dict[str, str]:
    files = sorted([*PARAPHRASES.glob("*.jsonl"), *(CASES / "hostile").glob("*.jsonl")])
    return {"cases": digest(*(f"{file.name} {digest(file.read_text(encoding='utf-8'))}" for file in files))}


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.grounding", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="list what went wrong")
    parser.add_argument(
        "--save", action="store_true", help="keep the run under tests/evals/results, in place of the last"
    )
    return Options(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
