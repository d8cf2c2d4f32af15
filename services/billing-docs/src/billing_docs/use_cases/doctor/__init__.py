"""Which protection of the archive is really active."""
