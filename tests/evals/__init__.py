"""Evaluations: how well the assistant does on labelled cases, with intervals, beside what was asked for."""
