"""Rules alone, without any server."""
