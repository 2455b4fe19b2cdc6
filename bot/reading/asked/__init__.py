"""What a message asks for: the verdict, a price, a region, a law, a size, or whether something is chance."""
