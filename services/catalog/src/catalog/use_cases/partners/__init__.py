"""Partners, and the customers and prospects they look after."""
