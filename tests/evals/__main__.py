"""Runs all evaluations there are, one after the other: `python -m tests.evals` (from the project's root).

Each takes the options of this command line for itself; the status is the highest of theirs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

EVALUATIONS = ("questions", "strangers", "decisions", "understanding", "grounding", "model_answers", "gaps")


def main() -> int:
    """Run each evaluation's `main`."""
    present = [name for name in EVALUATIONS if find_spec(f"{__package__}.{name}")]
    return max(int(import_module(f"{__package__}.{name}").main() or 0) for name in present)


if __name__ == "__main__":
    sys.exit(main())
