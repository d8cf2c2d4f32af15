"""Organisations as identity announces them."""
