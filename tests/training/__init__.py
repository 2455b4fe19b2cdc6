"""Trains what `bot.reading` reads with, from the texts in `data/`: `make train` the classifiers of questions, `reader` the reader.

What is learned is written to `bot/reading/data`, which travels in the wheel; what it is learned from does not.
"""

from pathlib import Path

#: The labelled sentences, messages and cases.
SENTENCES = Path(__file__).parent / "data"
