"""What is kept with a form until it is sent, sealed for the one person it was opened for.

Slack keeps it as `private_metadata` and hands it back. It says which decision is changed, which answer an opinion is of and where to answer, so
only what this bot wrote itself, in this workspace, for this form and this person, is taken for it. The key is the workspace's bot token, which
every worker has and nobody else: a form that was open while the token changed is to be opened again.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Hexadecimal digits of a seal, HMAC-SHA256.
_DIGITS: Final = 64
_KEPT: Final = "private_metadata"


def sealed(view: Mapping[str, Any], token: str, person: str) -> dict[str, Any]:
    """The form with a seal before what is kept with it; a view that keeps nothing as it is."""
    kept = view.get(_KEPT)
    return {**view, _KEPT: _seal(view, kept, token, person) + kept} if kept else dict(view)


def unsealed(view: Mapping[str, Any], token: str, person: str) -> dict[str, Any] | None:
    """The form as it was before it was sealed; None where the seal is missing, or of another form, person or workspace."""
    whole = str(view.get(_KEPT) or "")
    seal, kept = whole[:_DIGITS], whole[_DIGITS:]
    if not hmac.compare_digest(seal.encode(errors="replace"), _seal(view, kept, token, person).encode()):
        return None
    return {**view, _KEPT: kept}


def _seal(view: Mapping[str, Any], kept: str, token: str, person: str) -> str:
    # None of the first two can hold a line break, so no two triples are written alike.
    sealed_words = f"{view.get('callback_id', '')}\n{person}\n{kept}"
    return hmac.new(token.encode(), sealed_words.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
