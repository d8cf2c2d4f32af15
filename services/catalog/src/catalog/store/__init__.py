"""What catalog remembers: packages."""
