"""The index made again from the archive alone."""
