"""Whose an address is that a mail came from."""
