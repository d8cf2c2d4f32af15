"""Meter readings, as far as people are told of them."""
