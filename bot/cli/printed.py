"""Cards, questions, changes and sources as lines of text for the terminal, compact and in full.

Nothing is printed here; text of people, models and sources stays text, and links are only those of cited passages.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

from rich.text import Text

from bot import phrases
from bot.replies import Author, besides, guessed, marked_in, noted_line, resting
from knowledge.passages import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.replies import Answer, Changed, Citation, Question, VerdictCard
    from knowledge.passages import Passage

#: Answers that stand in a line of their own; the others follow in one, or are left out where there are more than a reader goes through.
SHOWN_AT_ONCE, SHOWN_OF_MANY, MANY = 5, 6, 9
#: Flips that stand on the card itself.
MOST_FLIPS = 2
NEXT = "To be surer: "
BY_A_MODEL = "AI-generated; check what matters."
FULL_HINT = "--full prints reasons, all steps and sources."
CARD_HINT = "/why  /steps  /sources say more."


def card_lines(card: VerdictCard) -> list[Text]:
    """The card: what to do, in the person's own figures, what would change it, the first step, what is open."""
    lines = [Text(noted_line(card.noted))] if card.noted else []
    lines += [Text(card.title, style="bold"), Text.assemble((card.answer, "bold"), f" {card.summary}")]
    lines += labelled("It would change if", card.checks[:MOST_FLIPS])
    lines += [Text.assemble(("Today: ", "bold"), card.today)] if card.today else []
    lines += [Text(line) for line in card.policies]
    if card.taken:
        lines.append(Text(card.taken, style="bold"))
    elif card.question:
        lines.append(Text.assemble(NEXT, (card.question.text, "bold")))
    lines += [Text(line, style="dim") for line in (card.model_line, card.costs, card.open_line) if line]
    marked = marked_in(card)
    return [*lines, *short_sources(marked)]


def answers(question: Question) -> tuple[list[str], str]:
    """The likeliest answers of a question, a line each, and the line below them: the other answers, or where they are."""
    labels = [option.label for option in question.options]
    if question.guess and labels[0] not in {"Yes", "No"}:
        labels[0] = f"Yes: {labels[0]}"
    rows = [
        f"{letter}) {label}" for letter, label in zip(ascii_lowercase, [*labels, question.unsure_label], strict=False)
    ]
    is_many = len(labels) >= MANY
    shown = SHOWN_OF_MANY if is_many else min(SHOWN_AT_ONCE, len(labels))
    rest = phrases.answers_left(len(labels) - shown) if is_many else "   ".join(rows[shown:])
    return [f"  {row}" for row in rows[:shown]], f"  {rest}"


def reason_lines(card: VerdictCard) -> list[Text]:
    """What the verdict rests on, why, what would change it, and what is open."""
    parts = (
        ("It rests on", resting(card)),
        ("Read besides", besides(card)),
        ("Not confirmed", guessed(card)),
        ("Why", card.why),
        ("What would change it", card.flips),
        ("Still open", card.open_gates),
    )
    return [line for label, texts in parts for line in labelled(label, texts)]


def step_lines(card: VerdictCard) -> list[Text]:
    """All steps, and the way of training."""
    method = [Text.assemble(("Way of training: ", "bold"), card.method)] if card.method else []
    return [*labelled("Steps", card.next_steps), *method]


def source_lines(citations: Sequence[Citation], caveats: Sequence[str] = (), *, quoted: bool = False) -> list[Text]:
    """What to know about the age of the sources, then each with its link; with the sentence it is cited for where that is `quoted`."""
    lines = [Text(caveat, style="yellow") for caveat in caveats]
    for one in citations:
        lines.append(Text.assemble((f"[{one.number}] ", "bold"), where(one.passage)))
        lines += [Text(f"    “{one.quote}”", style="italic")] if quoted and one.quote else []
    return lines


def short_sources(citations: Sequence[Citation]) -> list[Text]:
    """The sources as one small line: marks, title, date; a person's own documents say so, and a document is named once."""
    grouped: dict[str, list[Citation]] = {}
    for one in citations:
        title = f"{OWN if one.passage.is_own else ''}{one.passage.title}"
        about = (title, one.passage.date, phrases.chip(one.passage))
        grouped.setdefault(" · ".join(filter(None, about)), []).append(one)
    line = Text(style="dim")
    for about_it, cited in grouped.items():
        link = cited[0].passage.link
        line.append(f"{'  ' if line else ''}{''.join(f'[{one.number}]' for one in cited)} ")
        line.append(about_it, style=f"link {link}" if link else "")
    return [line] if line else []


def answer_lines(answer: Answer) -> list[Text]:
    """What stands under an answer's text: one line on age or failure where there is something to say, one of sources."""
    told = [text for text in (answer.degraded, *answer.caveats) if text][:1]
    by = [Text(BY_A_MODEL, style="dim")] if answer.author is Author.MODEL else []
    return [*(Text(text, style="yellow") for text in told), *short_sources(answer.citations), *by]


def changed_lines(changed: Changed) -> list[Text]:
    """What a remark has changed."""
    noted = noted_line(changed.noted)
    return [Text.assemble((noted, "bold"), f" {changed.text}".lstrip() if not noted else f" {changed.text}")]


def labelled(label: str, texts: Sequence[str]) -> list[Text]:
    """A label and a list under it; one text stands beside it."""
    if len(texts) == 1:
        return [Text.assemble((f"{label}: ", "bold"), texts[0])]
    return [Text(label, style="bold"), *(Text(f"  - {text}") for text in texts)] if texts else []


def where(passage: Passage) -> Text:
    """Title › heading, date, chip, link."""
    parts = [passage.place, passage.date or "undated"]
    if chip := phrases.chip(passage):
        parts.append(chip)
    line = Text(" · ".join(parts))
    if passage.link:
        line.append(f"\n    {passage.link}", style=f"dim link {passage.link}")
    return line
