"""What can go wrong in the decision core, as leaves of the tree in `bot.errors`.

* OperatorError
  · RubricError          the packaged rubric is incomplete or contradicts itself
* TransientError
  · AssessmentError      a value or a stored state is not one the rubric knows; ask again or start over
"""

from bot.errors import OperatorError, TransientError


class RubricError(OperatorError):
    """The packaged rubric is incomplete or contradicts itself; the message names the place in `rubric.toml`."""


class AssessmentError(TransientError, ValueError):
    """A criterion, a value or a stored assessment cannot be read."""
