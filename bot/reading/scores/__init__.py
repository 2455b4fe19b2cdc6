"""Scores of a text: what went right or wrong, by which measure, and what is wanted."""
