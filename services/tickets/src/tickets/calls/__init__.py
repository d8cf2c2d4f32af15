"""The ways into tickets, one group of calls a subject."""
