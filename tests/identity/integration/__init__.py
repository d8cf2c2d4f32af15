"""Use cases on real servers."""
