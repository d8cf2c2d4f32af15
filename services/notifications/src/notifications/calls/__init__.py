"""Ways into notifications, by subject; `service.py` puts them together."""
