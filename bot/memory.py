"""How much memory the C library keeps back."""

from __future__ import annotations

import ctypes

#: `M_ARENA_MAX` of glibc's malloc.h.
_ARENA_MAX = -8
ARENAS = 2


def keep_few_arenas() -> bool:
    """Let all threads share two arenas of memory; whether the C library takes that (glibc does). Call it before any starts.

    Each thread would have one of its own and keep what it has freed: 20 to 40 MB of 460 after 500 turns (measured).
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, ARENAS))
    except (AttributeError, OSError, TypeError):
        return False
