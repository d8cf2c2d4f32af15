"""What the Makefile calls besides well-known tools."""
