"""The bot beside two public ones, on the same machine, in the same simulated Slack, with the same scripted model."""
