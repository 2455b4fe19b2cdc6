"""Tests of reading messages without a language model."""
