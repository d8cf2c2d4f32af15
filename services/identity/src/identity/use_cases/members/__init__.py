"""What an organisation's administrator sees and changes."""
