"""How strongly something is said, in whatever words: what may be is not, what is advised need not be, what holds of some does not hold of all.

Each rule gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.check.force import PLAIN, force_is_no_stronger
from bot.answers.check.imperatives import imperatives
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from bot.answers.check.alignment import Alignment
    from bot.answers.check.sentence import Sentence, Token

#: Weak words whose place a plain statement of the same can take: what can be done in a way is done in that way.
_POSSIBLE = frozenset({"can", "abl", "possibl", "could"})
#: Verbs that share their stem with a word of force.
_VERBS = frozenset({"complete", "completes", "completed", "completing", "completion"})
#: What is stronger than a possibility, and beside anything else no more than a plain statement.
_CERTAIN = frozenset({"will", "shall", "certain", "sure", "surely"})


def force_is_not_raised(found: Alignment) -> str:
    """What may, should, or holds of some does not hold, must, or hold of all; words of force that weaken nothing are free."""
    weak = [token for token in found.evidence.content if _is_weak(token)]
    kept = [token for token in found.claim.content if _is_weak(token)]
    for kinds in ({"certainty", "duty"}, {"amount"}):
        lost = sum(force_kind(one) in kinds for one in weak) - sum(force_kind(one) in kinds for one in kept)
        gained = _strong(found.claim, kinds) - _strong(found.evidence, kinds)
        if lost > 0 and gained > 0:
            return "said more strongly"
    for token in found.claim.content:
        if _level(token) > PLAIN and _is_new(token, found) and not _is_free(token, found):
            return f"force {token.text}"
    if not (wrong := force_is_no_stronger(found)):
        return ""
    is_told = bool(imperatives(found.claim))
    for token in weak:
        is_kept = any(force_kind(one) == force_kind(token) for one in kept) or token.stem in _POSSIBLE
        if not is_kept and not (is_told and force_kind(token) == "duty") and _is_spoken_of(token, found):
            return wrong
    return ""


def _is_free(token: Token, found: Alignment) -> bool:
    """Whether a strong word adds no force: of an amount where nothing is of some, of a duty where there is one."""
    if force_kind(token) != "certainty" and any(token.place in one.scope for one in found.claim.negations):
        return True
    if force_kind(token) == "amount":
        return not any(_is_weak(one) and force_kind(one) == "amount" for one in found.evidence.content)
    return force_kind(token) == "duty" and bool(_strong(found.evidence, {"duty"}))


def _is_weak(token: Token) -> bool:
    return _level(token) < PLAIN and token.stem != "suggest"


def _strong(sentence: Sentence, kinds: set[str]) -> int:
    """How many words of some kinds say more than a plain statement; the future and certainty are such beside a possibility."""
    plain = sum(token.text in _CERTAIN for token in sentence.tokens) if "certainty" in kinds else 0
    return plain + sum(force_kind(token) in kinds and _level(token) > PLAIN for token in sentence.content)


def _level(token: Token) -> int:
    return PLAIN if token.text in _VERBS else terms().force.get(token.stem, ("", PLAIN))[1]


def force_kind(token: Token) -> str:
    """`certainty`, `duty` or `amount` for a word of force, "" for another."""
    return "" if token.text in _VERBS else terms().force.get(token.stem, ("", PLAIN))[0]


def _is_new(token: Token, found: Alignment) -> bool:
    there = found.at[token.place]
    return there is None or there < 0 or _level(found.evidence.content[there]) < _level(token)


def _is_spoken_of(token: Token, found: Alignment) -> bool:
    content = found.evidence.content
    return any(content[place].segment == token.segment for place in found.said)
