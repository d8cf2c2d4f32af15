"""What makes access fragile."""
