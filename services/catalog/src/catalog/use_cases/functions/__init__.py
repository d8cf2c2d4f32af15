"""Functions that are moved here one by one from an older portal."""
