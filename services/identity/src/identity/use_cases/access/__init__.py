"""Signing in, signing out, and telling who is asking."""
