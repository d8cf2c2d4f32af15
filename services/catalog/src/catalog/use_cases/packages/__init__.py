"""What the vendor offers."""
