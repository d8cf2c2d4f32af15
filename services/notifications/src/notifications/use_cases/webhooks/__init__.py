"""Events that are sent to addresses, and what organisations say about them."""
