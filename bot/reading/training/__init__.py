"""Trains the classifiers of `bot.reading` from the sentences in its `data/`: `make train`.

Needs scikit-learn, which only developers install. What is learned is written beside the sentences.
"""
