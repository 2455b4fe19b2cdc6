"""How long messages are over the use cases that the wording was written with: a card for a busy person, a question at a glance.

`pytest tests/slack/test_lengths.py -s` prints medians and maxima. Texts that are kept unseen are not looked at here.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.replies import Changed, Question, VerdictCard
from bot.slack.blocks.question import changed_message, question_message
from bot.slack.blocks.verdict_card import verdict_message
from tests.slack.length import words_on_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.replies import Reply
    from tests.person import Person

CASES = Path(__file__).parents[1] / "evals" / "cases"
#: Words: the median and the longest that are allowed (`conversation.md`, "What was measured").
CARD, QUESTION, CHANGE = (130, 260), (45, 90), (45, 90)


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of cases."""
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def length(reply: Reply) -> int:
    """Words on screen; of a question lean, reason, question and options, without the small line of sources."""
    if isinstance(reply, VerdictCard):
        return words_on_screen(verdict_message(reply, private=True).blocks)
    if isinstance(reply, Question):
        blocks = [block for block in question_message(reply).blocks if block["type"] != "context"]
        return words_on_screen(blocks, with_options=True)
    return words_on_screen(changed_message(reply).blocks) if isinstance(reply, Changed) else 0


def require(name: str, found: Sequence[int], bounds: tuple[int, int], *, least: int) -> None:
    """There are enough of them, half are no longer than the median allowed, and none is longer than the longest."""
    sys.stdout.write(f"{name}: {len(found)}, median {statistics.median(found):.0f} words, longest {max(found)}\n")
    assert len(found) >= least
    assert statistics.median(found) <= bounds[0]
    assert max(found) <= bounds[1]


async def test_cards_and_first_questions_are_short(person: Person) -> None:
    """The private card of every use case, and the first question to everybody who tells one in a conversation."""
    cards: list[int] = []
    questions: list[int] = []
    for name in ("use-cases", "development/use-cases"):
        for row in rows(name):
            cards += [length(reply) for reply in await person.verdict_on(row["text"]) if isinstance(reply, VerdictCard)]
            said = await person.say(row["text"], f"{name} {row['id']}")
            questions += [length(reply) for reply in said if isinstance(reply, Question)]
    require("cards", cards, CARD, least=200)
    require("first questions", questions, QUESTION, least=150)


async def test_dialogues_stay_short(person: Person) -> None:
    """From the opening through every answer to the card, and what one more remark changes."""
    found: dict[type, list[int]] = {Question: [], VerdictCard: [], Changed: []}
    for row in rows("dialogues"):
        replies = await person.say(row["opening"], row["id"])
        for _ in range(10):
            asked = next((reply for reply in replies if isinstance(reply, Question)), None)
            if asked is None:
                break
            replies_now = replies
            replies = await person.say(row["answers"].get(asked.criterion, row["answers"]["_other"]), row["id"])
            for reply in replies_now:
                found.get(type(reply), []).append(length(reply))
        replies += await person.say("Every answer must cite its page, and we have 37 examples.", row["id"])
        for reply in replies:
            found.get(type(reply), []).append(length(reply))
    require("questions of dialogues", found[Question], QUESTION, least=15)
    require("cards of dialogues", found[VerdictCard], CARD, least=4)
    require("changes of dialogues", found[Changed], CHANGE, least=4)
