"""Why somebody may or may not, and who can change it."""
