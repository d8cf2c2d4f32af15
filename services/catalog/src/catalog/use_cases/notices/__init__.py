"""Notices about customers' systems."""
