"""What is said of the bot's own verdict to who asks what is missing, what supports it, which model it holds for, or whether to do its first step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases
from bot.citations import Citations
from bot.conversation import own_words
from bot.conversation.compose import FLIPS, OPEN_GATES, is_guess, known_fact, listed
from bot.decision import Criterion, Outcome, flips, flips_towards, rubric
from bot.decision.gates import GateState
from bot.reading.asked.own_verdict_asked import OwnVerdict
from bot.reading.asked.terse_forms import parts_of
from bot.reading.asked.towards_asked import towards_asked
from bot.reading.asked.verdict_asked import Closing, ClosingQuestion, supposition
from bot.replies import Notice

if TYPE_CHECKING:
    from bot.conversation.about_verdict import AboutVerdict
    from bot.conversation.case import Case
    from bot.conversation.reasons import Reasons
    from bot.decision import Verdict

#: What says which models a verdict can hold for.
_WHERE = (Criterion.PLATFORM, Criterion.RESIDENCY, Criterion.TUNABLE_MODEL)
#: What a verdict rests on, told back in so many clauses.
_TOLD_BACK = 6


class OwnVerdictReplies:
    """Replies to what is asked of the verdict itself."""

    def __init__(self, reasons: Reasons, about: AboutVerdict) -> None:
        """Word reasons with the first, and say with the other what is said of any verdict."""
        self._reasons, self._about = reasons, about

    async def to(self, asked: OwnVerdict, case: Case, text: str) -> Notice:
        """The reply to what is asked of the verdict of a case of which something is known."""
        verdict = self._about.judged(case)
        match asked:
            case OwnVerdict.MISSING:
                return await self._missing(verdict, case)
            case OwnVerdict.EVIDENCE:
                return await self._evidence(verdict)
            case OwnVerdict.WHICH:
                return await self._about.closing(case, ClosingQuestion(Closing.WHETHER, demands=True))
            case OwnVerdict.MODEL:
                return _on_models(case)
            case OwnVerdict.DO_IT:
                return await self._first_step(verdict)
            case OwnVerdict.FLIPS | OwnVerdict.TOWARDS:
                wanted = towards_asked(text)
                return _towards(verdict, case, Outcome(wanted)) if wanted else _flips(verdict, case, text)

    async def _missing(self, verdict: Verdict, case: Case) -> Notice:
        """What a yes to training still needs, each with what to do; what is only taken to be so is named as that."""
        cited = Citations()
        unmet = [gate for gate in verdict.gates if gate.training and gate.state is not GateState.MET]
        needed = sorted(unmet, key=lambda gate: gate.state is not GateState.FAILED)[:OPEN_GATES]
        lines = [
            f"{own_words.capital(gate.title)}: {await self._reasons.marked(gate.to_do, gate.sources, cited)}"
            for gate in needed
        ]
        likely = [own_words.taken_to_be(fact) for fact in case.assessment.facts if is_guess(fact)]
        lines += [f"{own_words.capital(told)}; say yes or no." for told in likely[: OPEN_GATES - len(lines)]]
        if not lines:
            return Notice(f"{_stands(verdict)}. {phrases.NOTHING_OPEN}")
        return Notice(listed(phrases.STILL_MISSING, lines), tuple(cited))

    async def _evidence(self, verdict: Verdict) -> Notice:
        """What of the case the verdict rests on, which rules decide by it, with their sources, and what its percentage is."""
        cited = Citations()
        told = own_words.together(known_fact(fact).clause for fact in verdict.rests_on[:_TOLD_BACK] if fact.is_stated)
        opening = phrases.evidence_for(_stands(verdict), told, verdict.confidence.number)
        return Notice(listed(opening, await self._reasons.all(verdict, cited)), tuple(cited))

    async def _first_step(self, verdict: Verdict) -> Notice:
        cited = Citations()
        step = verdict.next_steps[0]
        return Notice(f"Yes. {await self._reasons.marked(step.text, step.sources, cited)}", tuple(cited))


def supposes(text: str) -> bool:
    """Whether a sentence of a message supposes something."""
    return any(supposition(sentence) is not None for sentence in parts_of(text))


def _on_models(case: Case) -> Notice:
    """Which models the verdict holds for: any, within what was told of where it may run; and of which one a score is."""
    known = [case.told_so_far.fact(criterion) for criterion in _WHERE]
    told = own_words.together(own_words.said(fact) for fact in known if fact is not None and fact.values)
    score = case.told_so_far.fact(Criterion.BASELINE)
    return Notice(phrases.holds_for_models(told, has_score=score is not None and score.is_stated))


def _flips(verdict: Verdict, case: Case, text: str) -> Notice:
    """What would change the verdict; to a supposition of which nothing could be read, after saying so."""
    turning = [flip.words for flip in flips(case.assessment)[:FLIPS]]
    said = phrases.WOULD_CHANGE if turning else phrases.NO_SINGLE_CHANGE
    opening = f"{phrases.SUPPOSED_NOTHING_READ} " if supposes(text) else ""
    return Notice(listed(f"{opening}{_stands(verdict)}. {said}", turning))


def _towards(verdict: Verdict, case: Case, wanted: Outcome) -> Notice:
    """What would lead to the way that somebody names, and to no other; training of any kind is one way."""
    known = rubric().outcomes
    ways = frozenset(one for one in Outcome if known[one].training) if known[wanted].training else frozenset({wanted})
    if verdict.outcome in ways:
        return Notice(f"{_stands(verdict)}. {phrases.SAYS_SO_ALREADY}")
    leading = [flip.words for flip in flips_towards(case.assessment, ways)[:FLIPS]]
    way = known[wanted].headline
    said = phrases.would_lead_to(way) if leading else phrases.nothing_leads_to(way)
    return Notice(listed(f"{_stands(verdict)}. {said}", leading))


def _stands(verdict: Verdict) -> str:
    return f"{verdict.headline}, {verdict.confidence.number:.0%} ({verdict.confidence.word})"
