"""Seminars: their dates, and places at them."""
