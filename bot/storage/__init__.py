"""What is kept: conversations, cases, feedback, and the record that is made of a case."""
