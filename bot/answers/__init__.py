"""Grounded answers: choose passages, write from them with or without a model, check every citation, or abstain."""
