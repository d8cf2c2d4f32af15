"""Links that prove an address."""
