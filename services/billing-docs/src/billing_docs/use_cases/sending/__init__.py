"""Documents sent by mail: the setup, a sending by hand, and what became of each."""
