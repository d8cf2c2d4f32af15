"""What identity talks to besides its database."""
