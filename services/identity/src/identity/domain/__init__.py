"""What is true about people, passwords, tokens and access; knows nobody."""
