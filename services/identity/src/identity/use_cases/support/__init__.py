"""Looking into an organisation with its consent (MB-12 to MB-16)."""
