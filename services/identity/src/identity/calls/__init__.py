"""The ways into identity by subject; `service.py` puts them together."""
