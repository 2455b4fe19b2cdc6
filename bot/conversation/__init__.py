"""What is said about one use case: the case of a thread, what a message means in it, the interview, and the words of a card."""
