"""What companies are told at their own address and number."""
