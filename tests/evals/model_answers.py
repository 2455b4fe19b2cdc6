"""What becomes of a capable model's answers: `python -m tests.evals.model_answers [--verbose]` (from the project's root).

The completions in `recorded/2026-11-29-answers.jsonl` were written on 29 November 2026 by a language model that saw the prompts for 30 questions
for development and nothing else. They go through the check as they would while they stream. A completion counts as long as its passages stand
in the notes as they did then.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.answers.marks import Sentences, parse
from bot.answers.write import Draft
from knowledge.notes import read_note
from knowledge.passages import Passage, sentences
from knowledge.sources import load_sources

from .answers import OPENINGS
from .cases import YES_OR_NO, Case, load_questions
from .metrics import wilson

RECORDED = Path(__file__).parent / "recorded" / "2026-11-29-answers.jsonl"


@dataclass(frozen=True, slots=True)
class Shown:
    """One question, what a model answered, and the sentences that a person is shown."""

    case: Case
    completion: str
    kept: list[str]
    replaced: int

    @property
    def plain(self) -> str:
        """What is shown, without marks."""
        return " ".join(parse(sentence).text for sentence in self.kept)

    @property
    def answers_first(self) -> bool:
        """Whether the first sentence says what it must."""
        if self.case.first in YES_OR_NO:
            return self.plain.startswith(OPENINGS[self.case.first])
        return self.case.says_first(sentences(self.plain)[0])


def main() -> int:
    """Print the figures."""
    passages = {passage.id: passage for source in load_sources() for passage in read_note(source)}
    cases = {case.id: case for case in load_questions("questions-development")}
    rows = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    valid = [row for row in rows if all(one in passages for one in row["passages"])]
    shown = [_shown(cases[row["id"]], [passages[one] for one in row["passages"]], row["completion"]) for row in valid]
    answered = [one for one in shown if one.case.answerable and one.kept]
    declined = [one for one in shown if not one.case.answerable]
    sys.stdout.write(f"a capable model's answers, {len(valid)} of {len(rows)} recorded ones on the notes as they are\n")
    for name, right, all_of in (
        ("answerable ones answered", len(answered), sum(one.case.answerable for one in shown)),
        ("unanswerable ones declined", sum(not one.kept for one in declined), len(declined)),
        ("first sentence answers", sum(one.answers_first for one in answered), len(answered)),
        ("all key facts at once", sum(not one.case.missing(one.plain) for one in answered), len(answered)),
    ):
        estimate = wilson(right, all_of)
        sys.stdout.write(f"  {name:<28}{right} of {all_of} [{100 * estimate.low:.0f}–{100 * estimate.high:.0f}%]\n")
    words = [len(one.plain.split()) for one in answered]
    sys.stdout.write(f"  words, median and most      {median(words):.0f}, {max(words)}\n")
    sys.stdout.write(f"  sentences replaced          {sum(one.replaced for one in shown)}\n")
    if "--verbose" in sys.argv:
        for one in shown:
            sys.stdout.write(f"{one.case.id}: {one.case.said}\n  model: {one.completion!r}\n  shown: {one.plain}\n")
    return 0


def _shown(case: Case, passages: list[Passage], completion: str) -> Shown:
    draft = Draft(passages, case.said)
    waiting = Sentences()
    read = [*waiting.feed(f"{completion}\n"), *waiting.rest()]
    kept = [checked for sentence in read if (checked := draft.check(sentence))]
    return Shown(case, completion, kept, draft.repaired)


if __name__ == "__main__":
    sys.exit(main())
