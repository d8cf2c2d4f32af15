"""What is erased, what is held, and what is kept about a person."""
