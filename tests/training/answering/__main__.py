"""`python -m tests.training.answering [--go-on]`: trains the encoder of questions and the sentences that answer them.

    --go-on     begins with the model that is there instead of the one that it was made from, and takes a third of the time

About an hour on two cores that nobody else uses, ten minutes with matrix instructions. Needs `requirements-training.lock`; CONTRIBUTING.md says how to install it. What it writes has another
digest, which `knowledge/answering.py` names; then `make train` fits what weighs it.
"""

from __future__ import annotations

import sys

from knowledge.answering import MODEL
from tests.training.answering.fit import export, fit
from tests.training.reader.__main__ import weights

if __name__ == "__main__":
    export(fit(weights(), begun=MODEL if "--go-on" in sys.argv[1:] else None))
