"""What is true about a message, whoever sends it."""
