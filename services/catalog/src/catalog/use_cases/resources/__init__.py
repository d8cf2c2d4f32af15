"""Material for partners and their sales."""
