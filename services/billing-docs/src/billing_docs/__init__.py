"""Documents: taken in once, archived for at least twelve months, listed, read, told about once."""
