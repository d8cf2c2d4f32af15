"""Kinds of request, and the departments that take them up."""
