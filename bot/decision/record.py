"""The decision record: one verdict as a Markdown document that can be read, filed and questioned months later.

Responsible for the text, for numbering its sources and for keeping people's own words from breaking the document. The caller resolves
source ids to titles, links and dates, and knows the retirement dates of models. Not for storing or sending the record.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.decision.assessment import Assessment
from bot.decision.facts import Certainty, Fact
from bot.decision.flips import flips
from bot.decision.load_rubric import rubric
from bot.decision.rubric import Reference
from bot.decision.verdict import Verdict, judge

REVIEW_MONTHS = 6  # The rule: six months, or the next retirement of a model if that is earlier.
REASONS = 4  # Two to four answers are what a reader takes in; the card shows as many.
CERTAINTY_WORDS = {Certainty.UNSURE: "not sure", Certainty.VAGUE: "claimed, without a number"}
# What means something in the middle of a line, where people's words always stand; an underline inside a word is only that.
MARKDOWN = re.compile(r"[\\`*\[\]|]|~(?=~)|(?<!\w)_|_(?!\w)")
UNSAFE_IN_LINK = re.compile(r"[<>\s]")


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where a source id leads."""

    title: str
    link: str
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What surrounds a decision: the opening words, the day, resolved sources and the next retirement of a model concerned.

    Sources are found by "S03#What have you tried so far?" or, where that is not among them, by "S03".
    """

    opening: str
    decided: date
    sources: Mapping[str, SourceLink] = field(default_factory=dict)
    retirement: date | None = None


@dataclass(slots=True)
class Marks:
    """Numbers cited places in the order they are first used."""

    numbers: dict[Reference, int] = field(default_factory=dict)

    def on(self, text: str, sources: Iterable[Reference]) -> str:
        """Return a text with the marks of its sources, such as "It works already. [1][3]"; without sources as it is."""
        marks = "".join(f"[{self.numbers.setdefault(source, len(self.numbers) + 1)}]" for source in sources)
        return f"{text} {marks}" if marks else text


def decision_record(assessment: Assessment, occasion: Occasion) -> str:
    """Return the record of the verdict on an assessment as Markdown."""
    verdict, marks = judge(assessment), Marks()
    sections = (
        context(occasion),
        answers(assessment),
        verdict_section(verdict, marks),
        alternatives(verdict, marks),
        next_steps(verdict, marks),
        reversal(assessment),
        # Last, because it lists what the sections before it used.
        sources(occasion, marks),
    )
    lines = [f"# Decision: {verdict.headline}", "", f"Decided on {occasion.decided.isoformat()}."]
    return "\n".join([*lines, *(line for section in sections for line in ("", *section)), *review(occasion)]) + "\n"


def context(occasion: Occasion) -> Iterator[str]:
    """Yield what was asked, in the person's words."""
    told = f"> “{escaped(occasion.opening)}”" if occasion.opening else "The message that told of it was deleted."
    yield from ("## Context", "", told)


def answers(assessment: Assessment) -> Iterator[str]:
    """Yield every answer with who gave it, when, and the words it came from, a line each that reads as plain text too."""
    yield from ("## Answers", "")
    if not assessment.facts:
        yield "No answers were given."
        return
    for fact in assessment.facts:
        when = fact.at.date().isoformat() if fact.at else ""
        said = ", ".join(filter(None, (escaped(fact.by), when)))
        labels = {value.label.lower() for value in rubric().criteria[fact.criterion].values.values()}
        words = f"“{escaped(fact.words)}”" if fact.words and fact.words.lower() not in labels else ""
        if fact.is_from_register or fact.is_from_score:
            words = escaped(fact.words)
        if fact.document:
            said = escaped(fact.document)
        about = ": ".join(filter(None, (said, words)))
        label = rubric().criteria[fact.criterion].label
        yield f"- {label}: {answer_words(fact)}{f' ({about})' if about else ''}"


def answer_words(fact: Fact) -> str:
    """Return one answer by its labels, with the exact number if one was given and a word where it is only likely."""
    if fact.certainty in CERTAINTY_WORDS:
        return CERTAINTY_WORDS[fact.certainty]
    labels = ", ".join(rubric().criteria[fact.criterion].values[value].label for value in fact.values)
    said = labels if fact.number is None else f"{labels} ({fact.number:,.10g})"
    return f"likely: {said} (not confirmed)" if fact.is_likely else said


def verdict_section(verdict: Verdict, marks: Marks) -> Iterator[str]:
    """Yield the verdict, how sure it is, why, and what is still open."""
    provisional = ", provisional" if verdict.provisional else ""
    yield from (
        "## Verdict",
        "",
        f"{verdict.headline} ({verdict.confidence.word}, {verdict.confidence.number:.0%}{provisional}). {verdict.answer}",
    )
    yield from ("", marks.on(verdict.because.text, verdict.because.sources))
    if verdict.prior:
        yield from ("", f"Used as a tie-breaker: {marks.on(verdict.prior.text, verdict.prior.sources)}")
    if verdict.method:
        text = verdict.method.text
        yield from ("", f"Way of training: {verdict.method.title}. {marks.on(text.text, text.sources)}")
    reasons = [row for row in verdict.contributions if row.supports][:REASONS]
    if reasons:
        yield from ("", "What weighed most:", "", *(f"- {marks.on(row.reason, row.sources)}" for row in reasons))
    if verdict.open_gates:
        yield from ("", "Still open:", "", *(f"- {marks.on(gate.to_do, gate.sources)}" for gate in verdict.open_gates))


def alternatives(verdict: Verdict, marks: Marks) -> Iterator[str]:
    """Yield the outcomes that were not chosen, and why."""
    yield from ("## Alternatives and why not", "")
    yield from (f"- {row.headline}: {marks.on(row.why_not, row.sources)}" for row in verdict.alternatives)


def next_steps(verdict: Verdict, marks: Marks) -> Iterator[str]:
    """Yield the checklist, and what it means that a step has no mark."""
    yield from ("## Next steps", "", *(f"- [ ] {marks.on(step.text, step.sources)}" for step in verdict.next_steps))
    if not all(step.sources for step in verdict.next_steps):
        yield from ("", "Steps without a mark are practical advice of this assistant; no source is claimed for them.")


def reversal(assessment: Assessment) -> Iterator[str]:
    """Yield what would change the verdict."""
    yield from ("## What would reverse this", "")
    found = flips(assessment)
    yield from (f"- {flip.words[0].upper()}{flip.words[1:]}." for flip in found)
    if not found:
        yield "No change of one or two answers leads to another verdict."


def sources(occasion: Occasion, marks: Marks) -> Iterator[str]:
    """Yield the places cited, by number; a source the caller could not resolve is listed by its id."""
    yield from ("## Sources", "")
    for place, number in marks.numbers.items():
        link = occasion.sources.get(str(place)) or occasion.sources.get(place.source_id)
        is_title = link is not None and place.heading == link.title
        heading = f", under “{escaped(place.heading.replace(' > ', ' › '))}”" if place.heading and not is_title else ""
        if link is None:
            yield f"{number}. {place.source_id}{heading}, not found among the stored sources"
            continue
        dated = link.dated.isoformat() if link.dated else "no date given"
        address = UNSAFE_IN_LINK.sub("", link.link)
        yield f"{number}. {escaped(link.title)}, {dated}{heading}{f': <{address}>' if address else ''}"


def review(occasion: Occasion) -> Iterator[str]:
    """Yield when to look at this again, and why then."""
    due = review_date(occasion.decided, occasion.retirement)
    retires = occasion.retirement is not None and due < months_later(occasion.decided, REVIEW_MONTHS)
    reason = "a model concerned retires then" if retires else "six months on"
    yield from ("", "## Review", "", f"Review on {due.isoformat()} ({reason}).")


def review_date(decided: date, retirement: date | None = None) -> date:
    """Return the earlier of six months on and the next model retirement, never before the decision itself."""
    due = months_later(decided, REVIEW_MONTHS)
    return due if retirement is None else max(decided, min(due, retirement))


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def escaped(text: str) -> str:
    """Return a person's words as one line of plain text that no Markdown or HTML reader takes for markup."""
    one_line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    plain = one_line.replace("&", "&amp;").replace("<", "&lt;")
    return MARKDOWN.sub(r"\\\g<0>", plain)
