"""Announcements of the vendor, on their way to people."""
