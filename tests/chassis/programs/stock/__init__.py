"""Programs of plain Nameko, as somebody else would write them: no chassis."""
