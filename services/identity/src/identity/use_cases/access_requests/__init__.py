"""Asking an organisation to be let in."""
