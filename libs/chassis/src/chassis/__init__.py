"""How a Kontor service runs: entrypoints, database, outbox, inbox, metrics; no domain words."""
