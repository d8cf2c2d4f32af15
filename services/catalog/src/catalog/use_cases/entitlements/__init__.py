"""What organisations may use."""
