"""What a message changes of what is known of its case (dialogue state tracking): its corrections, disputes, counts put right and views of others.

Each module knows one way in which people say so. Those named `with_…` and `without_…` take what was understood so far and give it back changed;
`in_order.py` says in which order, and why.
"""
