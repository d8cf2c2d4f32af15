"""What notifications does: one file for each thing."""
