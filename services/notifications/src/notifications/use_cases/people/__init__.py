"""People who are remembered, and forgotten."""
