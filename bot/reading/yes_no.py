"""What "yes", "no", "none" and "not sure" mean, which only the question tells.

Each entry follows the rubric's wording of the question, so it changes with it.
"""

from __future__ import annotations

import re

from bot.decision import Criterion, Standing

_C = Criterion
_YES = {
    _C.CITATIONS: "yes",
    _C.PERMISSIONS: "none",  # "May everyone see the same facts?"
    _C.LATENCY: "strict",
    _C.TUNABLE_MODEL: "yes",
    _C.UPKEEP: "can_retrain",
    _C.TASK_STABILITY: "changing",
}
_NO = {
    _C.TRIED: "nothing",
    _C.BASELINE: "none",
    _C.EXAMPLES: "none",
    _C.DATA_QUALITY: "raw_logs",
    _C.KNOWLEDGE_HOME: "none_needed",
    _C.VOLATILITY: "static",
    _C.CITATIONS: "no",
    _C.PERMISSIONS: "per_user",
    _C.LATENCY: "relaxed",
    _C.RESIDENCY: "none",
    _C.TUNABLE_MODEL: "no",
    _C.TEAM: "no_ml",
    _C.UPKEEP: "cannot_retrain",
    _C.DEADLINE: "months",
    _C.STAKES: "low",
    _C.TASK_STABILITY: "stable",
}
#: A "yes" to these claims something whose number decides.
_VAGUE_YES = frozenset({_C.BASELINE, _C.EXAMPLES})
_SAYS_YES = re.compile(
    r"^\W*(?:oh |well,? |i think |hm+,? )?(?:yes|yeah|yep|yup|ya|sure|of course|correct|definitely|absolutely|exactly|certainly|it must|they must|"
    r"ja|oui|si|mandatory|required|can be done|fine|ok(?:ay)?|should be (?:ok|fine|possible)|no problem|y)\b",
    re.IGNORECASE,
)
_SAYS_NO = re.compile(
    r"^\W*(?:oh |well,? |i think |hm+,? )?(?:no|nope|nah|not really|none|nothing|never|not at all|nobody|no one|nein|neither|zero|nil|nada|"
    r"not yet|not any|not needed|not necessary|not required|n)\b(?! (?:idea|clue|problem|worries|doubt))",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:not (?:really |quite |so |100% )?sure|no (?:idea|clue)|(?:don'?t|dont|do not|doesn'?t) (?:really |actually |even )?know\b(?! (?:our|about our|the|it|any))|dunno|idk|"
    r"unsure|can'?t (?:say|tell) (?:yet|right now|exactly)|hard to say|(?:couldn'?t|can'?t|cannot) say|(?:have|need|would have|'d have) to (?:ask|check|look)|"
    r"who knows|not certain|unknown|never thought about (?:it|that)|no info\w*|undecided|not decided|i'?d have to|let me check|haven'?t thought)\b|^\W*\?+\W*$|^\W*(?:pass|skip|unclear)\W*$",
    re.IGNORECASE,
)


def short_answer(message: str, asked: Criterion) -> tuple[str | None, Standing] | None:
    """What a yes or a no at the start of a message means for the question: a value, a vague claim, or nothing."""
    if _SAYS_NO.search(message) and asked in _NO:
        return _NO[asked], Standing.STATED
    if _SAYS_YES.search(message):
        if asked in _YES:
            return _YES[asked], Standing.STATED
        if asked in _VAGUE_YES:
            return None, Standing.VAGUE
    return None


def is_unsure(message: str) -> re.Match[str] | None:
    """The words by which a message says that its writer doesn't know."""
    return _UNSURE.search(message.replace("’", "'"))
