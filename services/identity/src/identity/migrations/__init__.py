"""Identity's schema, step by step."""
