"""Answers that the vendor's people keep ready."""
