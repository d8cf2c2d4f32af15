"""What the vendor writes and customers read."""
