"""What is true about packages and entitlements."""
