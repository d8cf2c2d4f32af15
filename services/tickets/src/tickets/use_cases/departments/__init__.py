"""The vendor's departments: who is in them, and what comes to them."""
