"""Tests of the answers: marks, support, citations, wording."""
