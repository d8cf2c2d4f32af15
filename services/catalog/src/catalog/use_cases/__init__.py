"""What catalog does: one file for each thing."""
