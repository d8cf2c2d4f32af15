"""The demo company: everything here is invented, and says so."""
