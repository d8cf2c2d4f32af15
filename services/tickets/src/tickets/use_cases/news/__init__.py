"""What is new for people who look at requests just now."""
