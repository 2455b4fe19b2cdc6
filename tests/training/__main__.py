"""`python -m tests.training [--criteria | --messages]`: trains all classifiers, or one kind."""

from __future__ import annotations

import sys

from knowledge.embedder import LocalEmbedder
from tests.training.criteria import train_criteria
from tests.training.messages import train_messages

only = set(sys.argv[1:])
if not only or "--criteria" in only:
    train_criteria(LocalEmbedder())
if not only or "--messages" in only:
    train_messages()
