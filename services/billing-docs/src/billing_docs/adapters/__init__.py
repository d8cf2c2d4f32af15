"""Whom billing-docs talks to, and what it reads from them."""
