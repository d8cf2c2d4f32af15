"""Events that publishing systems hand in by call."""
