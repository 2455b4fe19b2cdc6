"""Runs all benchmarks; ends with 1 if a budget is missed: `python -m tests.bench`."""

import sys
from itertools import chain

from tests.bench.figures import report
from tests.bench.reading import measure as measure_reading
from tests.bench.retrieval import measure as measure_retrieval
from tests.bench.slack import measure as measure_slack
from tests.bench.startup import measure as measure_startup
from tests.bench.turns import measure as measure_turns

if __name__ == "__main__":
    sys.exit(
        not report(chain(measure_startup(), measure_turns(), measure_reading(), measure_slack(), measure_retrieval()))
    )
