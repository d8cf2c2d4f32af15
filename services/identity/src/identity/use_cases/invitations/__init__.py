"""From the invitation to the member."""
