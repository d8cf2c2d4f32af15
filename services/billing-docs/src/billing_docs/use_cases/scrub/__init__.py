"""Proving that archived bytes are still the right ones, and what follows when they are not."""
