"""Orders of consumables: placed for devices, followed until they arrive."""
