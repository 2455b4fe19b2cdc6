"""The jobs that wait to be worked on, in the order of their threads."""
