"""Identity providers that organisations bring: set, confirmed, and signed in by."""
