"""Composes what is said about a case: the question, the card, what changed, and answers to questions about the verdict.

Which reasons are shown, with which marks, in which words. The decision itself is `bot.decision`; how it looks is each surface's own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from string import ascii_lowercase
from typing import TYPE_CHECKING

from bot import phrases, replies
from bot.answers.caveats import caveats
from bot.citations import Citations
from bot.conversation import own_words
from bot.conversation.case_costs import headline_on_costs, line_on, unpaid
from bot.conversation.model_access import model_limits
from bot.conversation.policies import held
from bot.conversation.reasons import Reasons
from bot.conversation.small_tests import lead_by_chance
from bot.conversation.speed_first import REASON, SOURCES, STEP, speed_first
from bot.costs.card_line import CostLine
from bot.decision import Criterion, Outcome, button, clause, flips, in_short, judge, rubric
from bot.reading.asked.verdict_asked import whether_to_train

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.case import Case, GivenVerdict
    from bot.conversation.grounding import Grounding
    from bot.decision import Assessment, Fact, Flip, NextQuestion, Verdict
    from knowledge.prices.book import PriceBook

#: What a reader takes in: flips, open gates and steps where somebody asks for them (`experience.md`, "The verdict card").
FLIPS = 3
OPEN_GATES = 4
STEPS = 7
#: Clauses of the case that stand before the first question.
CLAUSES = 1
#: What nobody can go and find out: that somebody does not know.
NOTHING_TO_CHECK = frozenset({"unclear", "unspecified"})
#: How many open things one line names, and the gates of which every criterion counts by itself.
NAMED = 2
EACH_COUNTS = frozenset({"G4", "G5"})
#: First words of a verdict that answer by themselves whether to train.
SAY_WHETHER = ("Not ", "Probably not")
#: What a verdict is called whose matter is open, the rules by which a case works as it is, and what nobody trains on, or stops at, by a guess.
TOO_EARLY_TO_SAY = "Too early to say"
WORKING = frozenset({"works", "facts-work", "works-by-look-up", "facts-work-by-look-up", "works-on-few"})
DECIDING = frozenset({Criterion.TRIED, Criterion.BASELINE})
#: How far a confidence must move to be worth a word.
MOVED = 0.05


class Composer:
    """Builds the replies about a case, grounded in one index."""

    def __init__(self, grounding: Grounding, prices: PriceBook | None = None) -> None:
        """Ground reasons through this; with `prices` a card says from when tuning pays."""
        self.reasons = Reasons(grounding)
        self._prices = prices

    async def question(
        self, asked: NextQuestion, case: Case, noted: Sequence[str] = (), *, is_first: bool = False
    ) -> replies.Question:
        """The next question with where the verdict stands; the first one says why, in the person's own figures."""
        cited = Citations()
        verdict = judge(case.assessment)
        known = bool(case.told_so_far.valued.facts)
        because = await self._because(verdict, case, asked, cited) if known and is_first else ""
        guess = case.assessment.fact(asked.criterion) if asked.guess else None
        asked_already = own_words.taken_to_be(guess) if guess else ""
        return replies.Question(
            criterion=asked.criterion.value,
            text=self._asked(asked, case, cited),
            options=tuple(replies.Option(one.value, button(asked.criterion, one.value)) for one in asked.options),
            unsure_label=asked.unsure_label,
            several=asked.several,
            guess=asked.guess,
            lean=self.lean(case, because) if known else None,
            noted=tuple(line for line in noted if line != asked_already),
            why=asked.why.text,
            citations=tuple(cited),
            decision_id=case.decision_id,
        )

    @staticmethod
    def _asked(asked: NextQuestion, case: Case, cited: Citations) -> str:
        """A question as it is put; where a document's rule makes the answer likely, after the rule."""
        rule = next((one for one in case.policies if asked.guess and one.fact.criterion is asked.criterion), None)
        if rule is None or case.assessment.fact(asked.criterion) != rule.fact:
            return asked_as(asked)
        told = cited.cite(
            f"{own_words.capital(rule.passage.place)} says “{rule.fact.words.rstrip('.')}”.", [rule.passage]
        )
        return f"{told} {asked_as(asked)}"

    async def card(self, case: Case, *, noted: Sequence[str] = ()) -> replies.VerdictCard:
        """The verdict card, with the question that is open, if one is."""
        assessment = case.assessment
        verdict = judge(assessment)
        cited = Citations()
        costs = line_on(case, verdict, self._prices) if self._prices else CostLine()
        faster = speed_first(case, verdict, costs)
        does_not_pay = unpaid(case, verdict, costs)
        first_answer = faster or _untuned_first(verdict, costs)
        is_first = bool(first_answer)
        today = (costs.first_step or STEP) if is_first else verdict.today
        steps = [step.text for step in verdict.next_steps[:STEPS]]
        if is_first:
            steps[:1] = [f"Today: {today}"]
        told = own_words.sentence(case, verdict)
        # Why a smaller model costs less is no reason where it does not.
        if faster:
            summary = await self.reasons.marked(
                f"{own_words.capital(told)}. {own_words.capital(REASON)}.", SOURCES, cited
            )
        else:
            summary = f"{own_words.capital(told)}." if does_not_pay else await self.reasons.one(told, verdict, cited)
        why = await self.reasons.all(verdict, cited)
        gates = [await self.reasons.marked(gate.to_do, gate.sources, cited) for gate in verdict.open_gates[:OPEN_GATES]]
        open_question = case.question()
        likely = to_confirm(verdict, case)
        turning = flips(assessment)[:FLIPS]
        policies = policy_lines(case, cited)
        limits = model_limits(case.opening, assessment, verdict, datetime.now(UTC).date())
        models = [await self.reasons.by_page(limit.text, limit.passages, cited) for limit in limits]
        citations = tuple(cited)
        return replies.VerdictCard(
            decision_id=case.decision_id,
            outcome=verdict.outcome.value,
            headline=headline_on_costs(case, verdict, costs) or verdict.headline,
            confidence=verdict.confidence.number,
            confidence_word=verdict.confidence.word,
            provisional=verdict.provisional,
            answer=does_not_pay
            or first_answer
            or (answered(verdict) if whether_to_train(case.opening) else verdict.answer),
            summary=summary,
            checks=checks(turning),
            today=own_words.capital(today),
            open_line=open_line(verdict, case),
            model_line=" ".join(models),
            costs=costs.text,
            policies=policies,
            taken=own_words.taken(likely),
            confirms=next(((fact.criterion.value, tuple(map(str, fact.values))) for fact in likely), None),
            sentence=verdict.sentence,
            why=tuple(why),
            flips=tuple(flip.words for flip in turning),
            open_gates=tuple(gates),
            next_steps=tuple(steps),
            method=verdict.method.title if verdict.method else "",
            facts=tuple(known_fact(fact) for fact in assessment.facts if fact.values),
            rests_on=tuple(known_fact(fact) for fact in verdict.rests_on),
            noted=tuple(noted),
            question=await self.question(open_question, case) if open_question else None,
            citations=citations,
            caveats=caveats(citations),
        )

    def on_costs(self, case: Case) -> str:
        """The first words about a case whose training does not pay although lower costs are wanted, or where a model saves more untuned; else empty."""
        verdict = judge(case.assessment)
        costs = line_on(case, verdict, self._prices) if self._prices else CostLine()
        return speed_first(case, verdict, costs) or unpaid(case, verdict, costs) or _untuned_first(verdict, costs)

    def judged(self, case: Case) -> Verdict:
        """The verdict on a case, named as its card names it."""
        verdict = judge(case.assessment)
        costs = line_on(case, verdict, self._prices) if self._prices else CostLine()
        return replace(verdict, headline=headline_on_costs(case, verdict, costs) or verdict.headline)

    def lean(self, case: Case, because: str = "") -> replies.Lean:
        """Where the verdict stands, in the first words that its card will have."""
        verdict = judge(case.assessment)
        by_guess = is_by_guess(verdict, case.assessment)
        lean = lean_of(verdict, because, is_asked=whether_to_train(case.opening), by_guess=by_guess)
        told = self.on_costs(case)
        return replace(lean, text=told, because="") if told else lean

    async def changed(self, before: Case, after: Case, given: GivenVerdict) -> replies.Changed:
        """What a remark has changed since a verdict was given, and why in a clause."""
        verdict, cited = judge(after.assessment), Citations()
        why = await self._moved_by(before, after, given, cited)
        number, word = f"{verdict.confidence.number:.0%}", verdict.confidence.word
        is_early = word == replies.TOO_EARLY
        headline = self.judged(after).headline
        named = in_short().outcomes[verdict.outcome] if headline == verdict.headline else within(headline)
        if is_solved(after) and not is_solved(before):
            text = f"Solved, then{'' if verdict.trains else ': nothing to train'}. {verdict.sentence}"
        elif verdict.outcome.value != given.outcome:
            was = in_short().outcomes[Outcome(given.outcome)]
            sure = f"{number} sure" if is_early else f"{word}, {number}"
            text = f"Now {named}, {sure} (was {was}){why}."
        elif _has_moved(verdict, given) or newly_few(before, after):
            sure = f"now {number} sure" if is_early else f"{word}, now {number}"
            text = f"Still {named}, {sure}{why}."
        else:
            text = f"Still {named}. {_what_would(after)}"
        return replies.Changed(
            text=text,
            outcome=verdict.outcome.value,
            confidence=verdict.confidence.number,
            provisional=verdict.provisional,
            noted=tuple(own_words.noted(before, after)),
            decision_id=after.decision_id,
            citations=tuple(cited) if "[" in text else (),
        )

    async def _moved_by(self, before: Case, after: Case, given: GivenVerdict, cited: Citations) -> str:
        """Why a verdict is another than the one given, or more or less sure, as what follows a colon."""
        verdict, old = judge(after.assessment), judge(before.assessment)
        if few := newly_few(before, after):
            return f": {few}"
        if verdict.rule != old.rule or verdict.outcome.value != given.outcome:
            return f": {within((await self.reasons.one('', verdict, cited, is_alone=True)).rstrip('.'))}"
        if given.provisional and not verdict.provisional:
            return ": nothing that counts is open any more"
        if verdict.provisional and not given.provisional:
            return ": something that counts is open again"
        return f": that speaks {'for' if verdict.confidence.number > given.confidence else 'against'} it"

    @staticmethod
    def meaning(question: NextQuestion) -> replies.Notice:
        """What an open question is about, for somebody who does not understand it: why it is asked, and what two answers mean."""
        values = rubric().criteria[question.criterion].values
        shown = [option for option in question.options if option.value in values][:2]
        examples = [f"“{option.label}” means: {values[option.value].definition}" for option in shown]
        return replies.Notice(listed(question.why.text, examples))

    @staticmethod
    def answers_to(question: NextQuestion) -> replies.Notice:
        """Every answer that an open question has, by the letter that picks it."""
        labels = [*(option.label for option in question.options), question.unsure_label]
        rows = [f"{letter}) {label}" for letter, label in zip(ascii_lowercase, labels, strict=False)]
        return replies.Notice(listed(phrases.ALL_ANSWERS, rows))

    async def _because(self, verdict: Verdict, case: Case, asked: NextQuestion, cited: Citations) -> str:
        """One sentence why, with its mark; what it takes for granted is said, unless that is what is asked."""
        told = own_words.sentence(case, verdict, CLAUSES)
        likely = [fact for fact in verdict.rests_on if is_guess(fact) and fact.criterion is not asked.criterion]
        if not told and likely:
            told = own_words.taken_to_be(likely[0])
        return await self.reasons.one(told, verdict, cited)


def _what_would(case: Case) -> str:
    """What would change a verdict that a remark did not change, in a sentence."""
    found = checks(flips(case.assessment)[:FLIPS])
    return f"What would change it: {found[0]}." if found else phrases.NO_SINGLE_CHANGE


def policy_lines(case: Case, cited: Citations) -> tuple[str, ...]:
    """What the company's documents lay down of a case, where somebody said otherwise first, each with its mark."""
    stated = case.told_so_far
    found = [
        (own_words.contradiction(said, policy), policy.passage)
        for policy in case.contradicted
        if (said := stated.fact(policy.fact.criterion))
    ]
    found += [(own_words.laid_down(policy), policy.passage) for policy in held(case.assessment, case.policies)]
    return tuple(cited.cite(f"{text}.", [passage]) for text, passage in found)


def _untuned_first(verdict: Verdict, costs: CostLine) -> str:
    """The first words of a card where a smaller model saves more as it is, which comes before training it; else empty."""
    return costs.answer if verdict.outcome is Outcome.PROMPT_PLUS_DISTILL else ""


def lean_of(verdict: Verdict, because: str = "", *, is_asked: bool = False, by_guess: bool = False) -> replies.Lean:
    """Where the verdict stands, in its first words and how sure.

    Args:
        verdict: What is decided so far.
        because: What it goes by.
        is_asked: Whether to train is asked: yes or no stands before the words.
        by_guess: It would be a yes, or that it works, only by a guess: it is too early to say.
    """
    number = verdict.confidence.number
    is_early = number < rubric().calibration.words[-2][0]
    if (is_early or by_guess) and verdict.outcome is not Outcome.NOT_READY:
        text = f"{TOO_EARLY_TO_SAY}; nearest: {within(verdict.headline)} ({number:.0%} sure)."
    else:
        first = answered(verdict) if is_asked else verdict.answer
        is_sure_of = verdict.provisional and verdict.outcome is not Outcome.NOT_READY
        text = f"{first.rstrip('.')} ({number:.0%} sure)." if is_sure_of else first
    return replies.Lean(verdict.outcome.value, text, number, because)


def lean_so_far(verdict: Verdict, assessment: Assessment) -> str:
    """Where a case's verdict stands in its first words, as sure as what is known allows: what is handed on says no more than what was heard."""
    return lean_of(verdict, by_guess=is_by_guess(verdict, assessment)).text


def answered(verdict: Verdict) -> str:
    """A verdict's first words to who asks whether to train: "No: " before what is to be done instead, where they say neither yes nor no."""
    says_so = verdict.trains or verdict.outcome is Outcome.NOT_READY or verdict.answer.startswith(SAY_WHETHER)
    return verdict.answer if says_so else f"No: {within(verdict.answer)}"


def stands_as_given(verdict: Verdict, given: GivenVerdict) -> bool:
    """Whether a verdict is the one that was given, and as sure but for a trifle."""
    return verdict.outcome.value == given.outcome and not _has_moved(verdict, given)


def _has_moved(verdict: Verdict, given: GivenVerdict) -> bool:
    """Whether a verdict that stands is surer or less sure than it was given, by more than a trifle, or final or not for the first time."""
    return abs(verdict.confidence.number - given.confidence) >= MOVED or verdict.provisional is not given.provisional


def is_by_guess(verdict: Verdict, assessment: Assessment) -> bool:
    """Whether it would be training, or that it works as it is, only by a guess at what was tried, that it works or how it is measured."""
    guesses = {
        fact.criterion
        for fact in assessment.facts
        if is_guess(fact) and (fact.criterion in DECIDING or fact.values == ("works_ok",))
    }
    if not guesses or not (verdict.trains or verdict.rule in WORKING):
        return False
    known = judge(assessment.without(*guesses))
    return not known.trains if verdict.trains else known.rule not in WORKING


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
        clause=own_words.said(fact),
        document=fact.document,
    )


def asked_as(question: NextQuestion) -> str:
    """A question as it is put: whether what is likely is so, where something is."""
    if not question.guess:
        return question.text
    return phrases.confirming(clause(question.criterion, question.guess))


def open_line(verdict: Verdict, case: Case) -> str:
    """What a provisional verdict still waits for, in one line; empty where it is final, or waits for nothing that has a name."""
    if not verdict.provisional:
        return ""
    known, question = case.assessment, case.question()
    names: list[str] = []
    if question and not question.guess and to_confirm(verdict, case):
        # Otherwise the card asks it.
        names.append(in_short().open[question.criterion])
    for gate in verdict.open_gates:
        # The first criterion is what most gates ask for; the others only bear on it.
        each = gate.criteria if gate.id in EACH_COUNTS else gate.criteria[:1]
        unknown = [one for one in each if _nobody_said(one, known) and not (question and one is question.criterion)]
        names += [in_short().open[one] for one in unknown[:1]]
    shown = list(dict.fromkeys(names))[:NAMED]
    few = own_words.too_few_cases(verdict, known) or own_words.unchecked(verdict, known) or lead_by_chance(case)
    if few:
        return f"Provisional: {few}{f'; also open: {shown[0]}' if shown else ''}."
    if shown:
        is_asked = question is not None and not to_confirm(verdict, case)
        return phrases.nobody_said(own_words.together(shown), beside_a_question=is_asked)
    if to_confirm(verdict, case):
        return phrases.UNCONFIRMED
    return phrases.UNANSWERED if question else ""


def is_solved(case: Case) -> bool:
    """Whether somebody said that it works well enough."""
    return case.assessment.stated.value(Criterion.FAILURE) == "works_ok"


def newly_few(before: Case, after: Case) -> str:
    """That a score turned out to rest on too few cases, or examples on nobody's check, as a clause; empty where neither did, or was known to."""
    was, now = judge(before.assessment), judge(after.assessment)
    found = (
        "" if weak(was, before.assessment) else weak(now, after.assessment)
        for weak in (own_words.unchecked, own_words.too_few_cases)
    )
    return next(filter(None, found), "")


def to_confirm(verdict: Verdict, case: Case) -> list[Fact]:
    """The likely fact that a provisional card asks to confirm: what would be asked next, else what the verdict rests on."""
    if not verdict.provisional:
        return []
    question = case.question()
    asked = case.assessment.fact(question.criterion) if question and question.guess else None
    # A number is sooner confirmed than an aim.
    resting = sorted(verdict.rests_on, key=lambda fact: fact.number is None)
    ruled = [fact for fact in case.assessment.facts if fact.document]
    return [fact for fact in (asked, *resting, *ruled) if fact is not None and is_guess(fact)][:1]


def is_guess(fact: Fact) -> bool:
    """Whether a fact was guessed from what somebody said, so that it is theirs to confirm."""
    return fact.is_likely and not fact.is_from_register


def _nobody_said(criterion: Criterion, known: Assessment) -> bool:
    """Whether nobody said anything of a criterion; what the register makes likely is nobody's word."""
    fact = known.fact(criterion)
    return fact is None or (fact.is_likely and fact.is_from_register)


def checks(turning: Sequence[Flip]) -> tuple[str, ...]:
    """What would flip a verdict, as things one can go and check: the likeliest for each outcome, and no "nobody knows"."""
    found: dict[Outcome, str] = {}
    for flip in turning:
        if not any(change.value in NOTHING_TO_CHECK for change in flip.changes):
            found.setdefault(flip.outcome, flip.check)
    return tuple(found.values())


def listed(opening: str, lines: Iterable[str]) -> str:
    """Some lines under an opening one."""
    return "\n".join([opening, *(f"- {line}" for line in lines)])


def within(headline: str) -> str:
    """A headline inside a sentence."""
    return headline[:1].lower() + headline[1:]
