"""`ftn gaps`, as a person calls it."""

from __future__ import annotations
