"""What identity does: one file per use case, one folder per noun."""
