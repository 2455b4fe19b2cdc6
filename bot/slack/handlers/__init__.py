"""Works on what the inbox hands out, one kind of job at a time."""
