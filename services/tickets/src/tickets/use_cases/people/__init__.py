"""What becomes of requests when people change or leave."""
