"""Trains the classifiers of `bot.reading` from the sentences and cases in `data/`: `make train`.

Needs scikit-learn, which only developers install. What is learned is written to `bot/reading/data`, which travels in the
wheel; what it is learned from does not.
"""

from pathlib import Path

#: The labelled sentences, messages and cases.
SENTENCES = Path(__file__).parent / "data"
