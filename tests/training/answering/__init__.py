"""Trains what says how far a sentence answers a question: `knowledge/answering.py` runs it."""
