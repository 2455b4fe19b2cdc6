"""What a text tells of a case, by rule: beside the trained reader, and in its place where it never learned it."""
