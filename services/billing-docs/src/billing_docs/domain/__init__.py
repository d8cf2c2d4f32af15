"""What is true of documents, whoever asks: no I/O, no clock, no settings."""
