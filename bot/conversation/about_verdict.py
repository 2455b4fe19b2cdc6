"""What is said about a verdict that stands: to a closing question, a doubt, an objection, a supposition, and to who asks why or what next.

Each begins with what was asked for: yes or no, how sure, what decides. None of it changes the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases, replies
from bot.citations import Citations
from bot.conversation import own_words
from bot.conversation.compose import (
    FLIPS,
    OPEN_GATES,
    checks,
    is_by_guess,
    is_guess,
    known_fact,
    lean_of,
    lean_so_far,
    listed,
    open_line,
    within,
)
from bot.decision import Criterion, Fact, Outcome, examples_band, flips, in_short, judge, rubric
from bot.decision.gates import GateState
from bot.reading.asked.verdict_asked import OF_PEOPLE, Closing
from bot.reading.kinds import MessageKind
from bot.reading.told.others_views import advised_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.conversation.case import Case
    from bot.conversation.reasons import Reasons
    from bot.decision import Verdict
    from bot.reading.asked.verdict_asked import ClosingQuestion
    from bot.reading.told.others_views import Advice

STEPS = 7
#: Clauses of the case beside a yes or no, and where it is told back.
CLAUSES, TOLD_BACK = 2, 6
#: And where it goes to somebody who knows nothing of it.
HANDED_ON = 4
#: A source's own sentence is repeated up to so many characters.
LONGEST_QUOTE = 220
#: Questions that yes or no answers, whatever else is said.
_WANT_THE_WORD = frozenset({Closing.RIGHT, Closing.WRONG, Closing.DENIED})
#: What trains on a person's own examples.
_BY_EXAMPLES = frozenset({Outcome.FINE_TUNE, Outcome.RAG_PLUS_FINE_TUNE})
#: How a lean begins that is no plain yes.
_PROBABLY = "probably, "
#: Below this confidence nothing is answered by yes or no.
TOO_EARLY = 0.5


class AboutVerdict:
    """Says what people ask about where a verdict stands."""

    def __init__(
        self,
        reasons: Reasons,
        on_costs: Callable[[Case], str] = lambda _: "",
        judged: Callable[[Case], Verdict] = lambda case: judge(case.assessment),
    ) -> None:
        """Word reasons with this; `on_costs` gives the first words about a case whose costs decide, `judged` its verdict as its card names it."""
        self._reasons, self._on_costs, self.judged = reasons, on_costs, judged

    async def asked(self, case: Case, kind: MessageKind) -> replies.Notice:
        """What a kind of question about the verdict gets: reasons, sources, certainty, flips, the next step, or a short version."""
        verdict = self.judged(case)
        match kind:
            case MessageKind.ABOUT_FLIPS:
                return self._flips(verdict, case)
            case MessageKind.ABOUT_NEXT:
                return await self._next(verdict)
            case MessageKind.SHORTER:
                return await self.brief(case)
            case MessageKind.ABOUT_CERTAINTY:
                return await self._certainty(verdict, case)
            case MessageKind.DISAGREE:
                return await self._doubted(verdict, case)
        cited = Citations()
        reasons = await self._reasons.all(verdict, cited)
        opening = f"{_stands(verdict)}. What weighs most:"
        if kind is MessageKind.ABOUT_SOURCES:
            opening = f"{verdict.headline} rests on these; the dates are below:"
        return replies.Notice(listed(opening, reasons), tuple(cited))

    async def in_lines(self, case: Case, number: int) -> replies.Notice:
        """The verdict in so many lines that can be handed on: what it is, why, what to do first, what would change it."""
        verdict, cited = self.judged(case), Citations()
        decides, told = self._on_costs(case), own_words.sentence(case, verdict, HANDED_ON)
        lean = decides or lean_so_far(verdict, case.assessment)
        reason = f"{own_words.capital(told)}." if decides else await self._reasons.one(told, verdict, cited)
        if number == 1:
            return replies.Notice(f"{lean} {reason}", tuple(cited))
        step = verdict.next_steps[0]
        first = f"First: {within(await self._reasons.marked(step.text, step.sources, cited))}"
        lines = [lean, reason, first, *_turning(case), *(gate.to_do for gate in verdict.open_gates[:OPEN_GATES])]
        return replies.Notice(listed(phrases.IN_LINES, lines[:number]), tuple(cited))

    async def brief(self, case: Case) -> replies.Notice:
        """Where the verdict stands in one sentence, with the one reason, and what is open where no question is."""
        verdict, cited = self.judged(case), Citations()
        waits = "" if case.question() else open_line(verdict, case)
        if decides := self._on_costs(case):
            return replies.Notice(f"{decides} {waits}".rstrip())
        reason = await self._reasons.one(own_words.sentence(case, verdict, CLAUSES), verdict, cited)
        return replies.Notice(
            " ".join(filter(None, [lean_so_far(verdict, case.assessment), reason, waits])), tuple(cited)
        )

    async def closing(self, case: Case, question: ClosingQuestion, text: str = "") -> replies.Notice:
        """Yes, no or not yet to a question that wants no more than that, with the one reason; `text` may tell whose advice it is about."""
        verdict, cited = self.judged(case), Citations()
        reason = await self._reasons.one(own_words.sentence(case, verdict, CLAUSES), verdict, cited)
        # What a question names counts more than what was told before it.
        told = [text] if question.outcome else [text, case.opening]
        is_of_people = question.asks in OF_PEOPLE
        advice = next((one for part in told if is_of_people and (one := advised_in(part))), None)
        if advice is not None:
            return replies.Notice(f"{_on_advice(verdict, advice, question.asks)} {reason}", tuple(cited))
        if question.asks is Closing.WHETHER and (decides := self._on_costs(case)):
            is_no = question.demands and not decides.startswith("Yes")
            return replies.Notice(f"No: {within(decides)}" if is_no else decides)
        named = Outcome(question.outcome) if question.outcome else Outcome.FINE_TUNE
        is_training = named is Outcome.PROMPT_PLUS_DISTILL and verdict.outcome in {named, *_BY_EXAMPLES}
        if is_training and named is not verdict.outcome:
            # Both train: what the smaller model learns from is the only difference.
            named, reason = Outcome.FINE_TUNE, f"{reason} {phrases.DISTILLING_TRAINS}"
        if named not in {verdict.outcome, Outcome.FINE_TUNE} and verdict.outcome is not Outcome.NOT_READY:
            other = await self.why_not(case, named.value)
            return replies.Notice(f"No. {other.text}", other.citations)
        first = _yes_or_no(verdict, question, named)
        if question.asks in {Closing.WHETHER, Closing.NO} and is_by_guess(verdict, case.assessment):
            first = f"{'Not yet: ' if question.demands else ''}{lean_so_far(verdict, case.assessment)}"
        return replies.Notice(f"{first} {reason}", tuple(cited))

    async def objection(self, case: Case, outcome: str, *, names_a_model: bool = False) -> replies.Notice:
        """What decides, to somebody who holds another way or a model up against it: the reason, the source's words, what would change it."""
        verdict, cited = self.judged(case), Citations()
        parts = [f"{_sure_of(verdict)} {await self._reasons.one(_told(case, verdict), verdict, cited)}"]
        other = next((one for one in verdict.alternatives if one.outcome.value == outcome), None)
        if other is not None and not (verdict.trains and names_a_model):
            parts.append(f"{other.headline}: {await self._reasons.marked(other.why_not, other.sources, cited)}")
        if names_a_model:
            parts.append(phrases.NO_MATTER_WHICH_MODEL)
        if len(parts) == 1:
            parts += _in_the_source(cited)
        parts += _turning(case)
        return replies.Notice("\n".join(parts), tuple(cited))

    async def supposed(self, case: Case, facts: Sequence[Fact], *, says_how_sure: bool = False) -> replies.Notice:
        """Where the verdict would stand if some things were so, by the same rules; first how sure it is now, where that is asked too."""
        after = case.take(facts, replacing={fact.criterion for fact in facts})
        wanted = own_words.wanted(after)
        is_target = bool(wanted) and wanted != own_words.wanted(case)
        told = wanted if is_target else own_words.together(own_words.said(fact) for fact in facts)
        if after.assessment == case.assessment:
            return replies.Notice(phrases.known_already(told))
        now, then, cited = self.judged(case), judge(after.assessment), Citations()
        reason = await self._reasons.one("", then, cited)
        if now.outcome is then.outcome:
            was = "" if now.confidence == then.confidence else f" (now {now.confidence.number:.0%})"
            stays = f"still {in_short().outcomes[then.outcome]}, {_in_figures(then)}{was}"
        else:
            stays = f"{within(lean_of(then).text)} Now it is {in_short().outcomes[now.outcome]}"
        sure = f"Now {_sureness(now)} " if says_how_sure else ""
        return replies.Notice(f"{sure}If {told}: {stays}. {reason} {phrases.IF_IT_IS_SO}", tuple(cited))

    def unchanged(self, case: Case, *, is_no_evidence: bool) -> replies.Notice:
        """That a reason which somebody gives changes nothing, or that nothing of the case could be read in it, and what would change the verdict."""
        opening = phrases.NO_EVIDENCE if is_no_evidence else phrases.NOT_READ_AS_FACT
        return replies.Notice(" ".join([opening, f"{_stands(self.judged(case))}.", *_turning(case)]))

    async def looked_at_again(self, case: Case) -> replies.Notice:
        """When to look at the verdict again: no day, but the first step done, or one of the things that would change it."""
        verdict, cited = self.judged(case), Citations()
        step = verdict.next_steps[0]
        first = await self._reasons.marked(step.text, step.sources, cited)
        turning = [flip.words for flip in flips(case.assessment)[:FLIPS]]
        return replies.Notice(listed(phrases.LOOK_AGAIN, [first, *turning]), tuple(cited))

    async def sure_and_next(self, case: Case) -> replies.Notice:
        """How sure the verdict is, and the first step, to somebody who asks both in one message."""
        verdict = self.judged(case)
        step = await self._next(verdict)
        return replies.Notice(f"{_sureness(verdict)} {step.text}", step.citations)

    async def leave(self, case: Case) -> replies.Notice:
        """Whether training is allowed, to somebody who asks it after they told that it is not: not with these examples, until that changes."""
        verdict, cited = self.judged(case), Citations()
        told = case.told_so_far.fact(Criterion.EXAMPLES)
        clause = own_words.said(told) if told is not None else ""
        reason = await self._reasons.one("", verdict, cited)
        return replies.Notice(f"{phrases.no_leave(clause)} {_stands(verdict)}: {within(reason)}", tuple(cited))

    async def enough(self, case: Case, examples: float, *, too_few: bool = False) -> replies.Notice:
        """Whether so many examples are counted as enough, to somebody who says or asks so, or asks whether they are `too_few`, and what decides."""
        supposed = Fact(Criterion.EXAMPLES, (str(examples_band(examples)),), number=examples)
        verdict, cited = judge(case.assessment.put(supposed)), Citations()
        gate = next(gate for gate in verdict.gates if gate.criteria[0] is Criterion.EXAMPLES)
        if gate.state is GateState.FAILED:
            wanted = await self._reasons.marked(gate.to_do, gate.sources, cited)
            return replies.Notice(f"{phrases.too_few_examples(examples, asked_so=too_few)} {wanted}", tuple(cited))
        reason = await self._reasons.one("", verdict, cited)
        return replies.Notice(
            f"{phrases.enough_examples(examples, asked_so=too_few)} {_stands(verdict)}: {within(reason)}", tuple(cited)
        )

    async def bad_examples(self, case: Case) -> replies.Notice:
        """That it matters when some of the examples are no good, why, and what to do with them; `case` is the one after that was told."""
        reason, cited = rubric().criteria[Criterion.DATA_QUALITY].values["raw_logs"].reason, Citations()
        why = await self._reasons.marked(own_words.capital(reason.text.partition("; ")[2]), reason.sources, cited)
        return replies.Notice(f"{phrases.BAD_EXAMPLES} {why} {_stands(self.judged(case))}.", tuple(cited))

    async def method(self, case: Case, asked: Sequence[str]) -> replies.Notice:
        """Whether a way of training fits the case, yes or no first where one is asked about, and which one does."""
        verdict, cited = self.judged(case), Citations()
        if verdict.method is None:
            first = f"{'No' if len(asked) == 1 else 'Neither'}: {within(lean_of(verdict).text)}"
            reason = await self._reasons.one(_told(case, verdict), verdict, cited)
            return replies.Notice(f"{first} {reason}", tuple(cited))
        fits = next((name for name in asked if f"({name})" in verdict.method.title), "")
        is_sft = not fits and "SFT" in asked and verdict.method.id == "raft_sft"
        is_open = len(asked) > 1
        opening = "" if is_open else "Yes: " if fits or is_sft else "No: "
        title = verdict.method.title if is_open else within(verdict.method.title)
        text = await self._reasons.marked(verdict.method.text.text, verdict.method.text.sources, cited)
        return replies.Notice(f"{opening}{title} fits what you told. {text}", tuple(cited))

    @staticmethod
    def known_already(facts: Sequence[Fact]) -> replies.Notice:
        """That what somebody tells is known already, and counts."""
        return replies.Notice(phrases.known_already(own_words.together(own_words.said(fact) for fact in facts)))

    @staticmethod
    def understood(case: Case) -> replies.Notice:
        """What was understood of a case, for somebody who was not understood."""
        told = _told_back(case)
        return replies.Notice(phrases.understood_so_far(told) if told else phrases.NOTHING_KNOWN)

    @staticmethod
    def not_placed(case: Case) -> replies.Notice:
        """That a remark could not be read, what was understood before, and what to do."""
        return replies.Notice(phrases.not_placed(_told_back(case)))

    async def why_not(self, case: Case, outcome: str) -> replies.Notice:
        """Why another outcome was not chosen, with its marks; that it is the verdict and why, where it is."""
        verdict, cited = self.judged(case), Citations()
        for alternative in verdict.alternatives:
            if alternative.outcome.value == outcome:
                text = await self._reasons.marked(alternative.why_not, alternative.sources, cited)
                return replies.Notice(f"{alternative.headline}: {text}", tuple(cited))
        reason = await self._reasons.one(_told(case, verdict), verdict, cited)
        return replies.Notice(f"{phrases.THAT_IS_THE_VERDICT} {reason}", tuple(cited))

    async def steps(self, case: Case) -> replies.Notice:
        """All steps of the verdict as it stands, the first one doable today."""
        verdict, cited = self.judged(case), Citations()
        steps = [await self._reasons.marked(step.text, step.sources, cited) for step in verdict.next_steps[:STEPS]]
        return replies.Notice(listed(f"{verdict.headline}, step by step:", steps), tuple(cited))

    @staticmethod
    def _flips(verdict: Verdict, case: Case) -> replies.Notice:
        turning = [flip.words for flip in flips(case.assessment)[:FLIPS]]
        said = phrases.WOULD_CHANGE if turning else phrases.NO_SINGLE_CHANGE
        return replies.Notice(listed(f"{_stands(verdict)}. {said}", turning))

    async def _next(self, verdict: Verdict) -> replies.Notice:
        cited = Citations()
        step = verdict.next_steps[0]
        text = await self._reasons.marked(step.text, step.sources, cited)
        return replies.Notice(f"{verdict.answer} {text}", tuple(cited))

    async def _certainty(self, verdict: Verdict, case: Case) -> replies.Notice:
        """How sure, on what it rests, and what would make it surer; where nothing is open, what would change it."""
        cited = Citations()
        gates = [
            await self._reasons.marked(gate.to_do, gate.sources, cited) for gate in verdict.open_gates[:OPEN_GATES]
        ]
        likely = [own_words.taken([fact]) for fact in case.assessment.facts if is_guess(fact)]
        sure = f"As sure as the answers so far allow: {verdict.confidence.word}, {verdict.confidence.number:.0%}."
        resting = own_words.together(known_fact(fact).clause for fact in verdict.rests_on if fact.is_stated)
        if resting:
            sure = f"{sure} It rests on what you said: {resting}."
        unknown = [*likely, *gates]
        if not unknown:
            return replies.Notice(" ".join([sure, phrases.NOTHING_OPEN, *_turning(case)]))
        return replies.Notice(listed(f"{sure} What would make it surer:", unknown), tuple(cited))

    async def _doubted(self, verdict: Verdict, case: Case) -> replies.Notice:
        """What it rests on, so that somebody who does not believe it can say which of it is wrong, and what decides."""
        cited = Citations()
        facts = [fact for fact in verdict.rests_on if fact.values] or list(case.told_so_far.valued.facts)
        if not facts:
            return replies.Notice(phrases.RESTS_ON_NOTHING)
        reason = await self._reasons.marked(verdict.because.text, verdict.because.sources[:1], cited)
        opening = listed(
            f"{verdict.headline} rests on this. Which of it is wrong?",
            [known_fact(fact).line for fact in facts[:TOLD_BACK]],
        )
        return replies.Notice("\n".join([opening, reason, *_in_the_source(cited), *_turning(case)]), tuple(cited))


def _yes_or_no(verdict: Verdict, question: ClosingQuestion, named: Outcome) -> str:
    """The first words to a closing question, in which "yes" and "no" can't be taken for the other."""
    lean, asks = lean_of(verdict).text, question.asks
    if verdict.confidence.number < TOO_EARLY and verdict.outcome is not Outcome.NOT_READY:
        return f"No, not for certain: {within(lean)}" if question.demands or asks in _WANT_THE_WORD else lean
    if named is verdict.outcome and named is not Outcome.FINE_TUNE:
        return f"Yes, {in_short().outcomes[named]} ({verdict.confidence.number:.0%})."
    if asks in {Closing.WITHOUT, Closing.DENIED, Closing.AVOID}:
        return _without_training(verdict, asks)
    if asks in {Closing.WHETHER, Closing.NO}:
        return _whether(verdict, question)
    return _by_who_says(verdict, question)


def _whether(verdict: Verdict, question: ClosingQuestion) -> str:
    """The first words to who asks whether to train."""
    lean = lean_of(verdict, is_asked=True).text
    if question.asks is Closing.NO:
        return f"Not a no: {within(lean)}" if verdict.trains else lean
    says_no = lean.startswith("No:")
    return f"No, {within(lean)}" if question.demands and not verdict.trains and not says_no else lean


def _without_training(verdict: Verdict, asks: Closing) -> str:
    """The first words to who puts forward that nothing is trained, or asks whether that is so."""
    if verdict.trains:
        lean = within(lean_of(verdict).text)
        if asks is Closing.AVOID and lean.startswith(_PROBABLY):
            return f"Probably not, {lean.removeprefix(_PROBABLY)}"
        return lean_of(verdict).text if asks is Closing.WITHOUT else f"No: {lean.removeprefix('yes, ')}"
    instead = " yet" if verdict.outcome is Outcome.NOT_READY else f": {in_short().outcomes[verdict.outcome]}"
    word = {Closing.DENIED: "Yes, correct", Closing.AVOID: "Yes"}.get(asks, "No")
    return f"{word}, no training{instead} ({verdict.confidence.number:.0%})."


def _by_who_says(verdict: Verdict, question: ClosingQuestion) -> str:
    """The first words to who asks whether to give it up, or who is right."""
    asks, sure = question.asks, f"{verdict.confidence.number:.0%}"
    if asks is Closing.WHO:
        if verdict.confidence.number < TOO_EARLY:
            return f"Not for certain: {within(lean_of(verdict).text)}"
        return f"Whoever is {'for' if verdict.trains else 'against'} fine-tuning{'' if verdict.trains else ' for now'} ({sure})."
    if asks is Closing.DROP:
        return (
            f"No, keep it: {within(lean_of(verdict).text)}"
            if verdict.trains
            else f"Yes, drop it for now: no training ({sure})."
        )
    if verdict.confidence.number < TOO_EARLY:
        return f"No, {'' if asks is Closing.RIGHT else 'not for certain: '}{within(lean_of(verdict).text)}"
    agrees = (verdict.trains is not question.against) is (asks is Closing.RIGHT)
    return f"{'Yes' if agrees else 'No'}, if that was {'not ' if question.against else ''}to fine-tune ({sure})."


def _on_advice(verdict: Verdict, advice: Advice, asks: Closing) -> str:
    """The first words to who asks whether somebody is right whose advice was told."""
    if verdict.confidence.number < TOO_EARLY and verdict.outcome is not Outcome.NOT_READY:
        return f"{'Not' if asks is Closing.WHO else 'No, not'} for certain: {within(lean_of(verdict).text)}"
    named, stands = Outcome(advice.outcome), verdict.outcome
    holds = verdict.trains if named is Outcome.FINE_TUNE else stands is named
    is_right = holds is not advice.is_against
    word = "" if asks is Closing.WHO else "Yes, " if is_right is (asks is Closing.RIGHT) else "No, "
    is_so = "is right" if is_right else "is wrong" if asks is Closing.WRONG else "is not right"
    sure = f"{in_short().outcomes[stands]} ({verdict.confidence.number:.0%})"
    return own_words.capital(f"{word}{advice.who} {is_so}: {sure}.")


def _sure_of(verdict: Verdict) -> str:
    return f"It stays {in_short().outcomes[verdict.outcome]} ({verdict.confidence.number:.0%})."


def _sureness(verdict: Verdict) -> str:
    return f"{verdict.confidence.number:.0%} sure ({verdict.confidence.word})."


def _in_figures(verdict: Verdict) -> str:
    return f"{verdict.confidence.word}, {verdict.confidence.number:.0%}"


def _stands(verdict: Verdict) -> str:
    return f"{verdict.headline}, {verdict.confidence.number:.0%} ({verdict.confidence.word})"


def _told(case: Case, verdict: Verdict) -> str:
    return own_words.sentence(case, verdict, CLAUSES)


def _told_back(case: Case) -> str:
    """What was understood of a case, one clause after the other; last what is only likely."""
    facts = case.told_so_far.facts[:TOLD_BACK]
    told = own_words.together(own_words.said(fact) for fact in facts if not is_guess(fact))
    likely = own_words.together(own_words.said(fact) for fact in facts if is_guess(fact))
    return "; ".join(filter(None, [told, f"only assumed: {likely}" if likely else ""]))


def _in_the_source(cited: Citations) -> list[str]:
    """The sentence of the first source that a reply rests on, in its own words; empty where it is too long to be read."""
    first = next(iter(cited), None)
    if first is None or not first.quote or len(first.quote) > LONGEST_QUOTE:
        return []
    return [f"The source: “{first.quote}” [{first.number}]"]


def _turning(case: Case) -> list[str]:
    """The likeliest thing that would change a verdict, as a line; empty where no single one would."""
    return [f"What would change it: {check}." for check in checks(flips(case.assessment)[:FLIPS])[:1]]
