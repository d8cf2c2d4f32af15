"""What billing-docs does: one file, one verb."""
