"""What became of a document: one file, one verb."""
