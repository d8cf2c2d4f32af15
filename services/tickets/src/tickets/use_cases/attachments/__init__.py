"""Files that go with what is said about a request."""
