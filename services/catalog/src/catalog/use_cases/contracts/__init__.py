"""Contracts, and how long they open the portal."""
