"""Signing up without an invitation: a person, and no membership."""
