"""How organisations come to be known."""
