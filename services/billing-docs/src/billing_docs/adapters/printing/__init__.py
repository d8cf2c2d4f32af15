"""Makes what is printed: separator sheets, reading copies, a day's documents as one PDF."""
