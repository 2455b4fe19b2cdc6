"""Whether a message asks if a way of training fits the case that was told: "does DPO fit?", "SFT or RFT for us?"."""

from __future__ import annotations

from bot.reading.asked.asked_forms import asked_form
from bot.reading.asked.method_asked import METHODS
from knowledge.model_names import named_models


def method_fits_asked(text: str) -> tuple[str, ...]:
    """The ways of training, as the register names them, of which a message asks whether they fit; none where it asks anything else."""
    form = asked_form("method_fits")
    words = form.fits(text)
    # "What is DPO good for?" asks what it is.
    is_of_meaning = {"what", "is"} <= set(words)
    asks = not is_of_meaning and bool(set(words) & form.words["fits"]) and not named_models(text)
    return tuple(dict.fromkeys(METHODS[word] for word in words if word in METHODS)) if asks else ()
