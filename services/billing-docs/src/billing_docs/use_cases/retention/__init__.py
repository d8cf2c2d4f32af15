"""How long documents are kept, by what, and who may still see them."""
