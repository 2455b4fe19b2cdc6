"""The check of every sentence: whether a claim follows from one stored sentence."""
