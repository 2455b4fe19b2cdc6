"""Numbers of a text: what they are, by which period, and what each counts."""
