"""Tests of durable turns."""
