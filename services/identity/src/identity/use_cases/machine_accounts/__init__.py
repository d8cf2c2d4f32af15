"""Accounts of organisations' own systems."""
