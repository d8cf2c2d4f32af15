"""Seats of plans."""
