"""Partners, their customers, and who looks after whom."""
