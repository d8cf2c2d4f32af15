"""What the vendor's people do with requests, and what their customers think of it."""
