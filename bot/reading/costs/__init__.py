"""What a message gives and asks of costs: its numbers, its models, and which sum it wants."""
