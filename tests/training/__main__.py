"""`python -m tests.training`: trains the classifiers of questions. `tests.training.reader` trains the reader of messages."""

from __future__ import annotations

from tests.training.messages import train_messages
from tests.training.opening import train_opening
from tests.training.telling import train_telling

if __name__ == "__main__":
    # What tells sentences apart is a part of what tells whether any of them answers.
    train_telling()
    # What is put first is answered by its ways of asking.
    train_opening()
    train_messages()
