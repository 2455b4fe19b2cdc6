"""Answers to questions of law: that the sources decide none of them comes first, then what they do say, with its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import phrases
from bot.answers.caveats import caveats
from bot.citations import Citations
from bot.decision import Reference
from bot.reading.asked.legal_asked import Legal
from bot.reading.asked.question_form import asks_yes_or_no
from bot.replies import Abstention, Answer, Author

if TYPE_CHECKING:
    from bot.conversation.grounding import Grounding
    from bot.reading.asked.legal_asked import LegalQuestion

#: What the notes say on each, in their own sentences, and where.
SAID: Final = {
    Legal.PERSONAL: (
        (
            "Customers are responsible for removing personal data (PII) and otherwise protected information from their training data (Microsoft's transparency note, April 2025).",
            Reference("S53", "Limitations > Risks and limitations of fine-tuning"),
        ),
    ),
    Legal.COPYRIGHT: (
        (
            "With the Customer Copyright Commitment Microsoft defends customers against certain intellectual property claims over output, if they have put the required mitigations in place (March 2026).",
            Reference("S24", "Customer Copyright Commitment Required Mitigations"),
        ),
    ),
    Legal.LIABILITY: (),
    Legal.ERASURE: (
        (
            "After training on confidential data by mistake, delete the custom model, filter the data and train again.",
            Reference("S38", "Encryption of custom models"),
        ),
        (
            "The customer can delete a fine-tuned model at any time.",
            Reference(
                "S24",
                "How does Foundry process data to provide Azure Direct Models? > Data storage for Azure Direct Models features",
            ),
        ),
    ),
}
#: What is no matter of law alone begins with its own word.
_OPENS: Final = {Legal.ERASURE: "No, "}


async def on_law(asked: LegalQuestion, grounding: Grounding) -> Answer | Abstention:
    """That the law and contracts decide, and what the sources say beside it; nothing but the first where they say nothing."""
    opening = phrases.LEGAL[asked.topic]
    cited = Citations()
    told = [
        f"{_OPENS.get(asked.topic, phrases.NEITHER)}{opening}"
        if asks_yes_or_no(asked.sentence)
        else opening[0].upper() + opening[1:]
    ]
    for sentence, place in SAID[asked.topic]:
        if passages := await grounding.passages(sentence, [place]):
            told.append(cited.cite(sentence, passages))
    text = " ".join(told)
    if not tuple(cited):
        return Abstention(text)
    return Answer(
        text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text), more=tuple(one.passage.id for one in cited)
    )
