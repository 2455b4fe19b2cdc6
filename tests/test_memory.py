"""How much memory the C library keeps back."""

import platform

import pytest

from bot.memory import keep_few_arenas


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_glibc_takes_the_limit() -> None:
    """The library that Linux distributions have says yes, and says so again."""
    assert keep_few_arenas()
    assert keep_few_arenas()
