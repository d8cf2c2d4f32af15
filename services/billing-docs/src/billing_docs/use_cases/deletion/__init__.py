"""Deletion as a run: proposed by one person, released by another, certified."""
