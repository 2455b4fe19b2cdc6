"""Whether a message asks what a model on one's own machines costs, or whether it is cheaper: "mistral on our gpu cheaper no?"."""

from __future__ import annotations

from bot.reading.costs.words_on_money import asks_how_much, is_about_money
from bot.reading.evidence import listed, plain
from bot.reading.sayings import may_ask
from knowledge.model_names import plain_words

#: Longer messages tell a case.
_MOST_WORDS = 24
_OF_A_VERDICT = frozenset(["should", "shall"])
#: How a case is told, or a wish.
_TELLS = frozenset(["we", "our", "i", "my", "want", "need"])


def asks_what_own_gpu_costs(text: str) -> bool:
    """Whether a short message asks for the costs of one's own hosting, and for no verdict."""
    words = plain_words(text)
    if not 0 < len(words) <= _MOST_WORDS or _OF_A_VERDICT & set(words) or words[0] in _TELLS or not may_ask(text):
        return False
    is_of_money = is_about_money(words) or asks_how_much(words) or bool({"price", "expensive"} & set(words))
    return is_of_money and listed("own_hosting", "names").search(plain(text)) is not None
