"""What is on file of an organisation: shown, and changed once the vendor's people have approved."""
