"""Fine-tunes the network that reads messages: `python -m tests.training.reader`. Needs PyTorch, which nothing else here does.

README.md beside the texts in `../data` says who wrote them, and CONTRIBUTING.md how to add to them and train again.
"""
