"""Attempts of which nobody knows whether they arrived."""
