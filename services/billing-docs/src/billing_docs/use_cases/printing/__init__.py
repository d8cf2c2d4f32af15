"""Paper: orders, the batch of a day, the print room."""
