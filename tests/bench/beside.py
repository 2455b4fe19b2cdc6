"""What the durable inbox costs beside the queue in memory that it took the place of: acknowledgements and first text, by turns in one run.

    git worktree add --detach ../before e374164^
    make -C ../before install
    python -m tests.bench.beside ../before

The commit before e374164 is the last that held its turns in memory. Any other checkout can be named. Both trees run as `ftn serve`, each by
its own environment, one after the other and several times over, so that what the machine does besides falls on both; Slack, the people and the model,
which answers at once, are this tree's. Each tree first builds its own index (about 40 s).
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import structlog

from bot.load_settings import load_settings
from tests.bench.figures import Figure, percentiles, report
from tests.bench.slack import ACKNOWLEDGED_P99, ROOT, acknowledged, load
from tests.bench.turns import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

#: How often each tree is measured, and questions that are asked one at a time, each in a thread of its own.
ROUNDS, QUESTIONS = 3, 60
#: Milliseconds by which a first text may come later, in the median.
LATER_P50 = 100


@dataclass(slots=True)
class Tree:
    """A checkout, its data folder, and what was measured of it: seconds until a first text and until an acknowledgement."""

    name: str
    root: Path
    settings: Settings
    first: dict[bool, list[float]] = field(default_factory=lambda: {False: [], True: []})
    acknowledged: list[float] = field(default_factory=list)

    async def measure(self) -> None:
        """Ask one after another without a model and with one, then many at once."""
        for with_model, first in self.first.items():
            async with load(self.settings, with_model=with_model, root=self.root) as bot:
                for number, text in enumerate(texts("questions", "question")[:QUESTIONS]):
                    question = await bot.ask(number, text)
                    first.append(await bot.until_first_text(question))
                    # What is still said of it would hold up the next.
                    while bot.slack.workspace.answers(question)[-1].is_streaming:  # noqa: ASYNC110 - a message tells nobody that it changed
                        await asyncio.sleep(0.01)
                if with_model:
                    self.acknowledged += await acknowledged(bot)


def measure(other: Path) -> Iterator[Figure]:
    """This tree and another, by turns."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory(prefix="ftn-beside-") as folder:
        trees = [
            Tree(name, root, load_settings(_env_file=None, data_dir=Path(folder) / name))
            for name, root in (("before", other), ("now", ROOT))
        ]
        for _ in range(ROUNDS):
            for tree in trees:
                asyncio.run(tree.measure())
    for with_model, what in ((False, "without a model"), (True, "with a model that answers at once")):
        medians = []
        for tree in trees:
            p50, p95 = percentiles(tree.first[with_model])
            medians.append(p50)
            yield Figure(f"{tree.name}: first text {what}, p95", p95, "ms")
            yield Figure(f"{tree.name}: first text {what}, p50", p50, "ms")
        yield Figure(f"first text {what}, later by, p50", round(medians[1] - medians[0], 1), "ms", LATER_P50)
    for tree, budget in zip(trees, (None, ACKNOWLEDGED_P99), strict=True):
        p50, p99 = (round(float(each) * 1e3, 1) for each in np.percentile(tree.acknowledged, [50, 99]))
        yield Figure(f"{tree.name}: acknowledgement, p50", p50, "ms")
        yield Figure(f"{tree.name}: acknowledgement, p99", p99, "ms", budget)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the checkout to measure beside: python -m tests.bench.beside ../before")
    sys.exit(not report(measure(Path(sys.argv[1]).resolve())))
