"""`kontor`, the operator's command: what is parked, what waits, and whether the trail is whole."""
