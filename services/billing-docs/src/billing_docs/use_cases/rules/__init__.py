"""Standing delivery: who gets each new document by mail."""
