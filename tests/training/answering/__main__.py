"""`python -m tests.training.answering`: trains the encoder of questions and the sentences that answer them.

About ten minutes on two free cores. Needs `requirements-training.lock`; CONTRIBUTING.md says how to install it. What it writes has another
digest, which `knowledge/answering.py` names; then `make train` fits what weighs it.
"""

from __future__ import annotations

from tests.training.answering.fit import export, fit
from tests.training.reader.__main__ import weights

if __name__ == "__main__":
    export(fit(weights()))
