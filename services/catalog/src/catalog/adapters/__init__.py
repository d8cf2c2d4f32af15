"""Whom catalog talks to."""
