"""The answer to whether a model is sure to write something each time: no, what the sources say of that, and what is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import phrases
from bot.answers.caveats import caveats
from bot.citations import Citations
from bot.decision import Reference
from bot.replies import Answer, Author

if TYPE_CHECKING:
    from bot.conversation.grounding import Grounding

#: What the notes say of it, in their own sentences, and where.
SAID: Final = (
    (
        "Azure OpenAI's chat models usually give different responses to the same question: they are nondeterministic by default (classic docs, November 2025).",
        Reference("S50", "Reproducible output"),
    ),
    (
        "Model answers still need validation even when the prompt is well made.",
        Reference("S11", "Scenario-specific guidance"),
    ),
)


async def on_guarantee(grounding: Grounding) -> Answer:
    """That no model is sure to write a part of its output each time, tuned or not, with its marks, and what makes sure of it."""
    cited = Citations()
    told = [phrases.NO_GUARANTEE]
    for sentence, place in SAID:
        if passages := await grounding.passages(sentence, [place]):
            told.append(cited.cite(sentence, passages))
    text = " ".join([*told, phrases.SURE_BY_CODE])
    return Answer(
        text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text), more=tuple(one.passage.id for one in cited)
    )
