"""Tests of the cost model, its answers and its charts."""
