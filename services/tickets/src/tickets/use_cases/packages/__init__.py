"""Requests for packages, as catalog tells of them."""
