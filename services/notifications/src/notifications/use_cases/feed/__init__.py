"""The feed of organisations' affairs, and who of their systems is told."""
