"""What the vendor's administration looks after."""
