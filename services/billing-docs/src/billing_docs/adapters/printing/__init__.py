"""Makes what the print room gets: separator sheets, and all documents of a day in one PDF."""
