"""What each way would cost: the pure model over prices and what a team says of its use; charts of it; answers on prices."""
