"""A person's own particulars."""
