"""What catalog remembers: packages, organisations, contracts."""
