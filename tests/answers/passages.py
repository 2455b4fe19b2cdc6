"""Made-up passages and findings, small enough to see what should come out."""

from typing import Any

from knowledge.passages import Passage
from knowledge.search import Found, Hit

SIZE = Passage(
    "A fine-tuning job needs at least 10 training examples. Start with 50 well-made examples. "
    "OpenAI does not retain the training file.",
    "S90",
    "Data guide",
    ("Dataset size",),
    date="2026-02-17",
)
PRICE = Passage(
    "Hosting a tuned gpt-4o-mini deployment costs $1.70 an hour. Training 1,000,000 tokens costs $48,000.50 at most.",
    "S91",
    "Price list",
    ("Hosting",),
    date="2026-10-06",
)
RETIREMENT = Passage(
    "The model gpt-35-turbo retires on 2027-05-15. Training it stopped on 3 March 2026. "
    "Quality gains of 80–90% in three checkpoints are common.",
    "S92",
    "Retirements",
    ("Dates",),
    date="2026-07-07",
)


def passage(text: str, source_id: str = "S99", **others: Any) -> Passage:
    """A passage with this text."""
    return Passage(
        text, source_id, others.pop("title", "A guide"), others.pop("heading_path", ("A heading",)), **others
    )


def found(question: str, *passages: Passage, gap: Passage | None = None) -> Found:
    """What a search would bring: these passages, each a little less near than the one before."""
    hits = tuple(Hit(one, 1 / (10 + rank), 0.9 - 0.05 * rank, 5.0) for rank, one in enumerate(passages, 1))
    return Found(question, hits, Hit(gap, 0.05, 0.5, 1.0) if gap else None, (1.0,))
