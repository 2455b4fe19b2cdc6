"""Examples to learn from: how many there are, whether they are good, and whether they may be used."""
