"""`python -m bot.reading.training [--criteria | --messages]`: trains all classifiers, or one kind."""

from __future__ import annotations

import sys

from bot.reading.training.criteria import train_criteria
from bot.reading.training.messages import train_messages
from knowledge.embedder import LocalEmbedder

only = set(sys.argv[1:])
if not only or "--criteria" in only:
    train_criteria(LocalEmbedder())
if not only or "--messages" in only:
    train_messages()
