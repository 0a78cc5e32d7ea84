"""How it looks: pure functions from a table to a matplotlib figure, in one style."""
