"""Tests of what is said about one use case."""
