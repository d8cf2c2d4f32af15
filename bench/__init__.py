"""Benchmarks: what the product costs beside its floor or a peer, measured in one run, as ratios."""
