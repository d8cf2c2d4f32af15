"""Changes of master data: asked for by customers, decided by the vendor's people."""
