"""A service that answers from memory, to measure what a call costs beside its work."""
