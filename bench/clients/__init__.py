"""Programs that ask, each a process of its own so that its CPU is its own."""
