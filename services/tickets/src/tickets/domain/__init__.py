"""What is true about a request, whoever asks."""
