"""Who sees a request besides its requester."""
