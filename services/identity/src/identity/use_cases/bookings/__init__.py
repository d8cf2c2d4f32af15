"""What catalog tells about organisations."""
