"""What identity remembers; all SQL of the service is here."""
