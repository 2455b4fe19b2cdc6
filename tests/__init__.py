"""Tests, evaluations and benchmarks."""
