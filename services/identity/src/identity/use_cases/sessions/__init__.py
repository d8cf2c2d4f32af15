"""A person's own sessions."""
