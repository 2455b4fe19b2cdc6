"""Tests of sources, passages, index and search."""
