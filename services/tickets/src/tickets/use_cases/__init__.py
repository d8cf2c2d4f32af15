"""What tickets does: one file for each thing."""
