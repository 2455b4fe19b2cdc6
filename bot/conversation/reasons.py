"""The reasons of a verdict as people read them: what was told, why that decides, and the marks of what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases
from bot.conversation import own_words
from bot.decision import in_short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.citations import Citations
    from bot.conversation.grounding import Grounding
    from bot.decision import Reference, Verdict

#: The rules that hold where nobody said what for.
_WITHOUT_A_GOAL = frozenset({"goal-unclear", "goal-missing"})
#: What a reader takes in where somebody asks for reasons (`experience.md`, "The verdict card").
REASONS = 4
#: What is missing is named in so many clauses at most.
MISSING = 2


def reasons_of(verdict: Verdict) -> list[tuple[str, tuple[Reference, ...]]]:
    """What decided, then the answers that weighed most for it, each with the places it rests on; the estimate that broke a tie has its place."""
    rows = [(verdict.because.text, verdict.because.sources)]
    rows += [(row.reason, row.sources) for row in verdict.contributions if row.supports]
    last = [(verdict.prior.text, verdict.prior.sources)] if verdict.prior is not None else []
    return [*list(dict(rows).items())[: REASONS - len(last)], *last]


def _missing(verdict: Verdict, above: str) -> str:
    """What training needs and is not there, as clauses in a row, without what was said above."""
    failed = [in_short().missing[gate.id] for gate in verdict.failed_gates if gate.id in in_short().missing]
    return own_words.together([one for one in failed if one not in above][:MISSING]) or phrases.BEFORE_TRAINING


class Reasons:
    """Words a verdict's reasons, grounded in one index."""

    def __init__(self, grounding: Grounding) -> None:
        """Look up here what a text of the rubric rests on."""
        self._grounding = grounding

    async def one(self, told: str, verdict: Verdict, cited: Citations, *, is_alone: bool = False) -> str:
        """What was told, and why that decides, a sentence each; the second has its mark.

        What is missing is named in it unless the verdict's own sentence does, where it does not stand alone.
        """
        missing = _missing(verdict, "" if is_alone else verdict.answer)
        reason = in_short().rules[verdict.rule].format(missing=missing)
        # What was told of is no reason for asking what it is for.
        told = "" if verdict.rule in _WITHOUT_A_GOAL else told
        found = await self._grounding.passages(verdict.because.text, verdict.because.sources[:1])
        # Quoted for the rule's own words: the person's figures stand in no source.
        cited.cite(verdict.because.text, found)
        return cited.cite(f"{f'{own_words.capital(told)}. ' if told else ''}{own_words.capital(reason)}.", found)

    async def all(self, verdict: Verdict, cited: Citations) -> list[str]:
        """What decided, then the answers that weighed most for it; each text once."""
        # Only what is shown is marked, or the list would cite unseen text.
        return [await self.marked(text, sources, cited) for text, sources in reasons_of(verdict)]

    async def by_page(self, text: str, ids: Iterable[str], cited: Citations) -> str:
        """A text with the marks of passages of a fetched page that it rests on; of those that are not in the index it has none."""
        return cited.cite(text, await self._grounding.stored(ids))

    async def marked(self, text: str, sources: Iterable[Reference], cited: Citations) -> str:
        """A text of the rubric with the marks of what it rests on."""
        return cited.cite(text, await self._grounding.passages(text, sources))
