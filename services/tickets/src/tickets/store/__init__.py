"""What tickets remembers: requests."""
