"""Benchmarks: each module prints its figures beside the budgets of the architecture notes."""
