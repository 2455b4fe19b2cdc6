"""How strangers are answered: `python -m tests.evals.strangers [FILE …]` (from the project's root), without a model.

The questions of each file were typed by people who saw nothing of the project, and what the bot's search brought for them was judged by others:
which sentences answer by themselves (`good`), which answer partly or are useful right after (`fair`), and which word a yes/no question is to
begin with. A sentence that was not among those judged counts as "not judged".
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from rich.console import Console

from bot.answers.marks import parse
from bot.app import running
from bot.assistant import Assistant
from bot.cli.terminal import index_progress
from bot.errors import FineTuneOrNotError
from bot.load_settings import load_settings
from bot.logs import configure_logging
from knowledge.passages import sentences

from .answers import OPENINGS, Respondent, place_of
from .cases import CASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .answers import Reaction

STRANGERS, UNSEEN = "strangers", "unseen/strangers"
#: What was said of a sentence.
GOOD, FAIR, OFF, NOT_JUDGED = "good", "fair", "off", "not judged"
_WORDS = {f"{opening.rstrip('.')}.": word for word, opening in OPENINGS.items()}


@dataclass(frozen=True, slots=True)
class Stranger:
    """What somebody typed, and how the sentences that were found were judged; of those that answer nothing the beginning of their digests."""

    id: str
    said: str
    good: frozenset[str]
    fair: frozenset[str]
    other: frozenset[str]
    word: str

    def judged(self, text: str) -> str:
        """What was said of a sentence."""
        kinds = {GOOD: text in self.good, FAIR: text in self.fair, OFF: begin_of_digest(text) in self.other}
        return next((kind for kind, holds in kinds.items() if holds), NOT_JUDGED)


def load_strangers(name: str) -> list[Stranger]:
    """The cases of a file of `cases`."""
    rows = map(json.loads, (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Stranger(
            row["id"], row["said"], frozenset(row["good"]), frozenset(row["fair"]), frozenset(row["other"]), row["word"]
        )
        for row in rows
    ]


def told(reaction: Reaction) -> tuple[str, list[str]]:
    """The word that an answer begins with, and its sentences without marks; empty where nothing was answered."""
    if reaction.answer is None:
        return "", []
    text = reaction.answer.text
    # "No." before a sentence looks like the short form of a number, so it is taken off before the text is taken apart.
    opening = next((one for one in _WORDS if text.startswith(f"{one} ")), "")
    said = [parse(one).text for one in sentences(text.removeprefix(f"{opening} " if opening else ""))]
    return _WORDS.get(opening, ""), said


def count(case: Stranger, reaction: Reaction) -> Counter[str]:
    """What one reply adds to the counts."""
    kind = "answered well" if case.good else "answered in part" if case.fair else "not answered"
    word, said = told(reaction)
    found = Counter({kind: 1})
    if not said:
        found[f"{kind}: {'declined' if reaction.refusal else 'asked back'}"] += 1
        return found
    found[f"{kind}: first {case.judged(said[0])}"] += 1
    for one in said[1:]:
        found[f"further {case.judged(one)}"] += 1
    if case.word in OPENINGS and case.good:
        found["wants a word"] += 1
        found[f"word {'right' if word == case.word else 'wrong' if word else 'none'}"] += 1
    elif word:
        found["word where none was judged"] += 1
    found["words"] += sum(len(one.split()) for one in said)
    return found


def begin_of_digest(text: str) -> str:
    """What stands in a file for a sentence that answers nothing."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


async def _counts(names: Sequence[str]) -> dict[str, Counter[str]]:
    settings = load_settings()
    configure_logging(settings)
    own = settings.model_copy(update={"data_dir": settings.data_dir / "evals"})
    with index_progress(Console(stderr=True)) as progress:
        async with running(own, progress) as started:
            assistant = Assistant(started.searcher, started.conversations, started.cases, None)
            respondent, run = Respondent(assistant, started.searcher, None), uuid4().hex
            found: dict[str, Counter[str]] = {}
            for name in names:
                found[name] = Counter()
                for case in load_strangers(name):
                    found[name] += count(case, await respondent.react(case.said, place_of(case.id, run)))
            return found


def lines(counts: Counter[str]) -> Iterable[str]:
    """The counts in lines of their own, each beside the whole that it is a part of."""
    answered = sum(counts[kind] for kind in ("answered well", "answered in part"))
    for kind in ("answered well", "answered in part", "not answered"):
        parts = [f"{key.partition(': ')[2]} {value}" for key, value in counts.items() if key.startswith(f"{kind}: ")]
        yield f"  {kind} by the sources: {counts[kind]}: {', '.join(sorted(parts))}"
    further = [f"{key.removeprefix('further ')} {value}" for key, value in counts.items() if key.startswith("further ")]
    yield f"  further sentences: {', '.join(sorted(further))}"
    word = ", ".join(f"{key} {counts[f'word {key}']}" for key in ("right", "wrong", "none", "where none was judged"))
    yield f"  of {counts['wants a word']} that want yes, no or it depends: {word}"
    if well := counts["answered well"]:
        good, fair = counts["answered well: first good"], counts["answered well: first fair"]
        yield f"  first sentence answers: {good / well:.1%}, at least in part {(good + fair) / well:.1%} of {well} (of {answered} with those answered in part)"


def main() -> int:
    """Ask and count."""
    try:
        found = asyncio.run(_counts([one for one in sys.argv[1:] if not one.startswith("-")] or (STRANGERS, UNSEEN)))
    except FineTuneOrNotError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, counts in found.items():
        sys.stdout.write("\n".join([name, *lines(counts), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
