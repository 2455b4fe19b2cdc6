"""Composes what is said about a case: the question, the card, what changed, and answers to questions about the verdict.

Which reasons are shown, with which marks, in which words. The decision itself is `bot.decision`; how it looks is each surface's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases, replies
from bot.answers.caveats import caveats
from bot.answers.citations import Citations
from bot.decision import Certainty, Outcome, flips, judge, rubric
from bot.reading.kinds import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.case import Case, GivenVerdict
    from bot.conversation.grounding import Grounding
    from bot.decision import Fact, NextQuestion, Reference, Verdict

#: What a reader takes in: reasons, flips, open gates and steps on one card (`experience.md`, "The verdict card").
REASONS = 4
FLIPS = 3
OPEN_GATES = 4
STEPS = 6
#: How many of somebody's own words the first sentence quotes, and how long each may be.
QUOTED = 3
LONGEST_QUOTE = 60
#: How far a confidence must move to be worth a word.
MOVED = 0.05


class Composer:
    """Builds the replies about a case, grounded in one index."""

    def __init__(self, grounding: Grounding) -> None:
        """Ground reasons through this."""
        self._grounding = grounding

    async def question(
        self, asked: NextQuestion, case: Case, noted: Sequence[str] = (), *, is_first: bool = False
    ) -> replies.Question:
        """The next question with where the verdict stands; the first one says why, and quotes what it was read from."""
        cited = Citations()
        verdict = judge(case.assessment)
        known = bool(case.assessment.valued.facts)
        because = await self._because(verdict, cited) if known and is_first else ""
        return replies.Question(
            criterion=asked.criterion.value,
            text=asked_as(asked),
            options=tuple(replies.Option(option.value, option.label) for option in asked.options),
            unsure_label=asked.unsure_label,
            several=asked.several,
            guess=asked.guess,
            lean=lean_of(verdict, because) if known else None,
            noted=tuple(noted),
            why=asked.why.text,
            citations=tuple(cited),
            decision_id=case.decision_id,
        )

    async def card(self, case: Case, *, noted: Sequence[str] = ()) -> replies.VerdictCard:
        """The verdict card, with the question that is open, if one is."""
        assessment = case.assessment
        verdict = judge(assessment)
        cited = Citations()
        why = await self._reasons(verdict, cited)
        gates = [await self._marked(gate.to_do, gate.sources, cited) for gate in verdict.open_gates[:OPEN_GATES]]
        open_question = case.question()
        citations = tuple(cited)
        return replies.VerdictCard(
            decision_id=case.decision_id,
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
            facts=tuple(known_fact(fact) for fact in assessment.facts if fact.values),
            rests_on=tuple(known_fact(fact) for fact in verdict.rests_on),
            noted=tuple(noted),
            question=await self.question(open_question, case) if open_question else None,
            citations=citations,
            caveats=caveats(citations),
        )

    def changed(self, before: Case, after: Case, given: GivenVerdict) -> replies.Changed:
        """What a remark has changed since a verdict was given."""
        verdict = judge(after.assessment)
        noted = tuple(noted_lines(before, after))
        sure = f"{verdict.confidence.word}, {verdict.confidence.number:.0%}"
        sure = f"{sure}, provisional" if verdict.provisional else sure
        if verdict.outcome.value != given.outcome:
            was = rubric().outcomes[Outcome(given.outcome)].headline
            text = f"Now {_within(verdict.headline)} ({sure}); before: {_within(was)}."
        elif abs(verdict.confidence.number - given.confidence) >= MOVED or verdict.provisional is not given.provisional:
            text = f"Still {_within(verdict.headline)}, now {sure}."
        else:
            text = f"Still {_within(verdict.headline)}; that changes nothing."
        return replies.Changed(
            text=text,
            outcome=verdict.outcome.value,
            confidence=verdict.confidence.number,
            provisional=verdict.provisional,
            noted=noted,
            decision_id=after.decision_id,
        )

    async def why_not(self, case: Case, outcome: str) -> replies.Notice:
        """Why another outcome was not chosen, with its marks; that it is the verdict, where it is."""
        for alternative in judge(case.assessment).alternatives:
            if alternative.outcome.value == outcome:
                cited = Citations()
                text = await self._marked(alternative.why_not, alternative.sources, cited)
                return replies.Notice(f"{alternative.headline}: {text}", tuple(cited))
        return replies.Notice(phrases.THAT_IS_THE_VERDICT)

    @staticmethod
    def meaning(question: NextQuestion) -> replies.Notice:
        """What an open question is about, for somebody who does not understand it: why it is asked, and what two answers mean."""
        values = rubric().criteria[question.criterion].values
        shown = [option for option in question.options if option.value in values][:2]
        examples = [f"“{option.label}” means: {values[option.value].definition}" for option in shown]
        return replies.Notice(_listed(question.why.text, examples))

    async def about(self, case: Case, asked: MessageKind) -> replies.Notice:
        """What somebody asks about where the verdict stands: reasons, sources, certainty, flips, the next step, or a short version."""
        verdict = judge(case.assessment)
        match asked:
            case MessageKind.ABOUT_FLIPS:
                return self._flips(verdict, case)
            case MessageKind.ABOUT_NEXT:
                return await self._next(verdict)
            case MessageKind.SHORTER:
                return replies.Notice(f"{verdict.answer} {verdict.sentence}")
            case MessageKind.ABOUT_CERTAINTY:
                return await self._certainty(verdict, case)
            case MessageKind.DISAGREE:
                return self._disagreed(verdict)
        cited = Citations()
        reasons = await self._reasons(verdict, cited)
        opening = f"{_stands(verdict)}. What weighs most:"
        if asked is MessageKind.ABOUT_SOURCES:
            opening = f"{verdict.headline} rests on these; the dates are below:"
        return replies.Notice(_listed(opening, reasons), tuple(cited))

    @staticmethod
    def _flips(verdict: Verdict, case: Case) -> replies.Notice:
        turning = [flip.words for flip in flips(case.assessment)[:FLIPS]]
        said = "What would change it:" if turning else "No single answer would change it: several would have to."
        return replies.Notice(_listed(f"{_stands(verdict)}. {said}", turning))

    async def _next(self, verdict: Verdict) -> replies.Notice:
        cited = Citations()
        step = verdict.next_steps[0]
        text = await self._marked(step.text, step.sources, cited)
        return replies.Notice(f"{verdict.answer} First step: {_within(text.removeprefix('Today: '))}", tuple(cited))

    async def _certainty(self, verdict: Verdict, case: Case) -> replies.Notice:
        cited = Citations()
        gates = [await self._marked(gate.to_do, gate.sources, cited) for gate in verdict.open_gates[:OPEN_GATES]]
        likely = [
            phrases.taken_for(line) for line in lines_of(fact for fact in case.assessment.facts if fact.is_likely)
        ]
        sure = f"As sure as the answers so far allow: {verdict.confidence.word}, {verdict.confidence.number:.0%}."
        unknown = [*likely, *gates]
        if not unknown:
            return replies.Notice(f"{sure} {phrases.NOTHING_OPEN}")
        return replies.Notice(_listed(f"{sure} What would make it surer:", unknown), tuple(cited))

    @staticmethod
    def _disagreed(verdict: Verdict) -> replies.Notice:
        """What it rests on, so that somebody who does not believe it can say which of it is wrong."""
        resting = lines_of(verdict.rests_on)
        if not resting:
            return replies.Notice(phrases.RESTS_ON_NOTHING)
        return replies.Notice(_listed(f"{verdict.headline} rests on this; say what of it is wrong:", resting))

    async def _because(self, verdict: Verdict, cited: Citations) -> str:
        """One sentence why, with its mark, and the person's own words that it was read from."""
        quoted = [f"“{_short(fact.words)}”" for fact in verdict.rests_on if fact.is_stated and fact.words][:QUOTED]
        said = f" I go by {_and(quoted)}." if quoted else ""
        guessed = [known_fact(fact) for fact in verdict.rests_on if fact.is_likely]
        taken = (
            f" {phrases.taken_for('; '.join(f'{fact.label.lower()}: {fact.said}' for fact in guessed))}."
            if guessed
            else ""
        )
        return f"{await self._marked(verdict.because.text, verdict.because.sources[:1], cited)}{said}{taken}"

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


def lean_of(verdict: Verdict, because: str = "") -> replies.Lean:
    """Where the verdict stands, in its first words and how sure."""
    number = verdict.confidence.number
    if number < rubric().calibration.words[-2][0] and verdict.outcome is not Outcome.NOT_READY:
        text = f"{verdict.confidence.word.capitalize()}; so far nearest to {_within(verdict.headline)} ({number:.0%})."
    else:
        text = f"{verdict.answer[:-1]} ({number:.0%} so far)." if verdict.provisional else verdict.answer
    return replies.Lean(verdict.outcome.value, text, number, because)


def known_fact(fact: Fact) -> replies.KnownFact:
    """A fact as people and programs read it."""
    entry = rubric().criteria[fact.criterion]
    return replies.KnownFact(
        criterion=fact.criterion.value,
        values=tuple(map(str, fact.values)),
        certainty=fact.certainty.value,
        words=fact.words,
        number=fact.number,
        label=entry.label,
        said=", ".join(entry.values[value].label.lower() for value in fact.values),
    )


def lines_of(facts: Iterable[Fact]) -> list[str]:
    """Facts in a line each: what was understood, with the person's own words and the exact number."""
    found = []
    for fact in facts:
        entry = rubric().criteria[fact.criterion]
        if fact.certainty is Certainty.UNSURE:
            found.append(f"{entry.label}: not sure")
        elif fact.certainty is Certainty.VAGUE:
            found.append(f"{entry.label}: claimed, the number is missing")
        else:
            values = ", ".join(entry.values[value].label.lower() for value in fact.values)
            # What a button says needs no quotation marks.
            words = f" (“{_short(fact.words)}”)" if fact.words and fact.words.lower() != values else ""
            found.append(f"{entry.label}: {values}{words}")
    return found


def asked_as(question: NextQuestion) -> str:
    """A question as it is put: with what is taken to be so, where something is."""
    if not question.guess:
        return question.text
    return phrases.confirming(question.text, rubric().criteria[question.criterion].values[question.guess].label)


def noted_lines(before: Case, after: Case) -> list[str]:
    """What was understood from the last message, and what a correction changed."""
    found = []
    for fact in after.assessment.facts:
        old = before.assessment.fact(fact.criterion)
        if old is not None and (old.values, old.certainty, old.number) == (fact.values, fact.certainty, fact.number):
            continue
        line = lines_of([fact])[0]
        line = phrases.taken_for(line) if fact.is_likely else line
        if old is not None and old.is_stated and old.values != fact.values:
            was = ", ".join(rubric().criteria[fact.criterion].values[value].label.lower() for value in old.values)
            line = f"{line}; before: {was}"
        found.append(line)
    return found


def _listed(opening: str, lines: Iterable[str]) -> str:
    return "\n".join([opening, *(f"- {line}" for line in lines)])


def _stands(verdict: Verdict) -> str:
    return f"{verdict.headline}, {verdict.confidence.number:.0%} ({verdict.confidence.word})"


def _within(headline: str) -> str:
    """A headline inside a sentence."""
    return headline[:1].lower() + headline[1:]


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1].rsplit(' ', 1)[0]}…"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
