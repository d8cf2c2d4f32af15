"""Plans, their limits, and what is used of them."""
