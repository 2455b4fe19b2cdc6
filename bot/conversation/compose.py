"""Lays a verdict and a question out as replies: which reasons are shown, with which marks, in which words.

The decision itself is `bot.decision`; how it looks is each surface's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases, replies
from bot.answers.caveats import caveats
from bot.answers.citations import Citations
from bot.conversation.case import ASSUMED
from bot.decision import Assessment, Outcome, Standing, flips, judge, rubric
from bot.reading.about_verdict import About

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.grounding import Grounding
    from bot.decision import Criterion, NextQuestion, Reference, Verdict

#: What a reader takes in: reasons, flips, open gates and steps on one card (`experience.md`, "The verdict card").
REASONS = 4
FLIPS = 3
OPEN_GATES = 4
STEPS = 6


class Cards:
    """Builds question and verdict replies, grounded in one index."""

    def __init__(self, grounding: Grounding) -> None:
        """Ground reasons through this."""
        self._grounding = grounding

    async def question(
        self,
        asked: NextQuestion,
        assessment: Assessment,
        noted: Sequence[str] = (),
        cited: Citations | None = None,
        *,
        decision_id: str = "",
    ) -> replies.Question:
        """The next question, with where the verdict stands so far."""
        cited = cited if cited is not None else Citations()
        why = await self._marked(asked.why.text, asked.why.sources, cited)
        return replies.Question(
            criterion=asked.criterion.value,
            text=asked.text,
            options=tuple(replies.Option(option.value, option.label) for option in asked.options),
            unsure_label=asked.unsure_label,
            several=asked.several,
            why=why,
            lean=lean(judge(assessment)) if assessment.entries else "",
            noted=tuple(noted),
            citations=tuple(cited),
            decision_id=decision_id,
        )

    async def verdict(
        self,
        assessment: Assessment,
        decision_id: str,
        *,
        noted: Sequence[str] = (),
        follow_up: NextQuestion | None = None,
        quick_from: str = "",
    ) -> replies.VerdictCard:
        """The verdict card; `quick_from` is the one message it rests on, if it rests on one."""
        verdict = judge(assessment)
        cited = Citations()
        why = await self._reasons(verdict, cited)
        gates = [await self._marked(gate.to_do, gate.sources, cited) for gate in verdict.open_gates[:OPEN_GATES]]
        assumed = [criterion for criterion, stated in assessment.entries if stated.by == ASSUMED]
        said = [criterion for criterion, _ in assessment.entries if criterion not in assumed]
        # Its reason is not shown on the card, so that nothing is cited for it there.
        question = await self.question(follow_up, Assessment(), decision_id=decision_id) if follow_up else None
        citations = tuple(cited)
        return replies.VerdictCard(
            decision_id=decision_id,
            outcome=verdict.outcome.value,
            headline=verdict.headline,
            confidence=verdict.confidence.number,
            confidence_word=verdict.confidence.word,
            provisional=verdict.provisional,
            sentence=verdict.sentence,
            why=tuple(why),
            flips=tuple(flip.words for flip in flips(assessment)[:FLIPS]),
            open_gates=tuple(gates),
            next_steps=tuple(step.text for step in verdict.next_steps[:STEPS]),
            method=verdict.method.title if verdict.method else "",
            read=tuple(readings(assessment, said, whole=quick_from)) if quick_from else (),
            assumed=tuple(readings(assessment, assumed, whole=quick_from)),
            noted=tuple(noted),
            question=question,
            citations=citations,
            caveats=caveats(citations),
        )

    async def why_not(self, assessment: Assessment, outcome: str) -> tuple[str, tuple[replies.Citation, ...]] | None:
        """Why another outcome was not chosen, with its marks; None where it was chosen."""
        for alternative in judge(assessment).alternatives:
            if alternative.outcome.value == outcome:
                cited = Citations()
                text = await self._marked(alternative.why_not, alternative.sources, cited)
                return f"{alternative.headline}: {text}", tuple(cited)
        return None

    async def about(self, assessment: Assessment, asked: About) -> replies.Notice:
        """What somebody asks about where the verdict stands: its reasons, its certainty, what would turn it, its sources."""
        verdict = judge(assessment)
        cited = Citations()
        reasons = await self._reasons(verdict, cited)
        stands = f"{verdict.headline}, {verdict.confidence.number:.0%} ({verdict.confidence.word})"
        if asked is About.REASONS:
            return replies.Notice(_listed(f"{stands}. What weighs most:", reasons), tuple(cited))
        if asked is About.SOURCES:
            return replies.Notice(
                _listed(f"{verdict.headline} rests on these; the dates are below:", reasons), tuple(cited)
            )
        if asked is About.FLIPS:
            turning = [flip.words for flip in flips(assessment)[:FLIPS]]
            said = "What would change it:" if turning else "No single answer would change it: several would have to."
            return replies.Notice(_listed(f"{stands}. {said}", turning))
        cited = Citations()
        gates = [await self._marked(gate.to_do, gate.sources, cited) for gate in verdict.open_gates[:OPEN_GATES]]
        assumed = readings(assessment, [criterion for criterion, stated in assessment.entries if stated.by == ASSUMED])
        sure = f"As sure as the answers so far allow: {verdict.confidence.word}, {verdict.confidence.number:.0%}."
        unknown = [*gates, *(f"I assumed {line}" for line in assumed)]
        if not unknown:
            return replies.Notice(f"{sure} {phrases.NOTHING_OPEN}")
        return replies.Notice(_listed(f"{sure} What would make it surer:", unknown), tuple(cited))

    async def _reasons(self, verdict: Verdict, cited: Citations) -> list[str]:
        """What decided, then the answers that weighed most for it; each text once."""
        rows = [(verdict.because.text, verdict.because.sources)]
        rows += [(row.reason, row.sources) for row in verdict.contributions if row.supports]
        # The estimate that broke a tie has its place; only what is shown is marked, or the list would cite unseen text.
        last = [(verdict.prior.text, verdict.prior.sources)] if verdict.prior is not None else []
        shown = [*list(dict(rows).items())[: REASONS - len(last)], *last]
        return [await self._marked(text, sources, cited) for text, sources in shown]

    async def _marked(self, text: str, sources: Iterable[Reference], cited: Citations) -> str:
        return cited.cite(text, await self._grounding.passages(text, sources))


def _listed(opening: str, lines: Iterable[str]) -> str:
    return "\n".join([opening, *(f"- {line}" for line in lines)])


def _within(headline: str) -> str:
    """A headline inside a sentence."""
    return headline[:1].lower() + headline[1:]


def lean(verdict: Verdict) -> str:
    """Where the verdict stands, in one short sentence."""
    word = verdict.confidence.word.capitalize()
    if verdict.confidence.number < rubric().calibration.words[-2][0]:
        if verdict.outcome is Outcome.NOT_READY:
            return f"{word} ({verdict.confidence.number:.0%})."
        return f"{word}; so far nearest to {_within(verdict.headline)} ({verdict.confidence.number:.0%})."
    return f"{word}: {_within(verdict.headline)} (so far {verdict.confidence.number:.0%})."


def readings(assessment: Assessment, only: Iterable[Criterion] | None = None, whole: str = "") -> list[str]:
    """What was understood, criterion by criterion, with the person's own words unless they are the whole message."""
    chosen = set(only) if only is not None else None
    lines = []
    for criterion, stated in assessment.entries:
        if chosen is not None and criterion not in chosen:
            continue
        entry = rubric().criteria[criterion]
        if stated.standing is Standing.UNSURE:
            lines.append(f"{entry.label}: not sure")
        elif stated.standing is Standing.VAGUE:
            lines.append(f"{entry.label}: claimed, the number is missing")
        else:
            values = ", ".join(entry.values[value].label.lower() for value in stated.values)
            # Quoting a whole message back under every line says nothing, and neither does what a button says.
            said_already = stated.words == whole or stated.words.lower() == values
            words = f" (“{stated.words}”)" if stated.words and not said_already else ""
            lines.append(f"{entry.label}: {values}{words}")
    return lines
