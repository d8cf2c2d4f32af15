"""Every way into catalog, by subject."""
