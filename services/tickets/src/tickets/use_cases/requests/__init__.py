"""Requests: opened, listed, read, found."""
