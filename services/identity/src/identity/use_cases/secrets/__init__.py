"""Secrets that are encrypted at rest."""
