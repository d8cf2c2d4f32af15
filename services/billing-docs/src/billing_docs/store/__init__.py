"""What billing-docs remembers: all SQL of the service."""
