"""The evidence itself: where it comes from, how far it can be trusted, what it lacks."""
