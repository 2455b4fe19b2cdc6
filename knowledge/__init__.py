"""Sources, passages, the index over them, and search.

Imports nothing from `bot` except its error tree.
"""
