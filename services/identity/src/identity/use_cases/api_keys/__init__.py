"""Keys for machines, once they are made."""
