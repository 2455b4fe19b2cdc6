"""From words to meaning, without a language model: intents, answerability, follow-ups.

Light classifiers over the local embedder, trained on sentences in `data/` by `training.py`. They decide what a message
is, never what is true.
"""
