"""What somebody picked instead of writing: an option by letter or label, a button, a form, or "not sure"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.decision import Criterion, Standing, Stated, rubric
from bot.reading.commands import letter_in
from bot.reading.reading import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.decision import NextQuestion
    from bot.turn import Choice

    Heard = tuple[Finding, ...]

#: Characters of somebody's words that are kept with "not sure".
LONGEST_WORDS = 200


def picked(text: str, question: NextQuestion) -> Heard:
    """The answer of somebody who wrote an option's letter or label; nothing where the text is something else."""
    letter = letter_in(text)
    labels = [option.label.lower() for option in question.options]
    plain = text.strip().strip(".").lower()
    if plain == question.unsure_label.lower() or (letter and ord(letter) - ord("a") == len(labels)):
        return (unsure(question.criterion, text),)
    if letter and ord(letter) - ord("a") < len(labels):
        row = ord(letter) - ord("a")
    elif plain in labels:
        row = labels.index(plain)
    else:
        return ()
    option = question.options[row]
    return (Finding(question.criterion, Stated((option.value,), words=option.label), 1.0, asked=True),)


def chosen(choices: Iterable[Choice]) -> Heard:
    """What buttons and forms say; what the rubric does not know is left out, because old messages keep their buttons."""
    heard = []
    for choice in choices:
        if choice.criterion not in set(Criterion):
            continue
        criterion = Criterion(choice.criterion)
        entry = rubric().criteria[criterion]
        values = tuple(value for value in choice.values if value in entry.values)
        words = ", ".join(entry.values[value].label for value in values)
        if values:
            heard.append(Finding(criterion, Stated(values, words=words), 1.0, asked=True))
        elif not choice.values:
            heard.append(unsure(criterion, ""))
    return tuple(heard)


def unsure(criterion: Criterion, words: str) -> Finding:
    """The finding that somebody does not know."""
    return Finding(criterion, Stated(words=words.strip()[:LONGEST_WORDS], standing=Standing.UNSURE), 1.0, asked=True)
