"""What proves a person besides the password: given when signing in, added, renewed, removed."""
