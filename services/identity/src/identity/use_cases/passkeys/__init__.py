"""Passkeys: made, named, removed, and used to sign in."""
