"""What is said about a request, and its course."""
