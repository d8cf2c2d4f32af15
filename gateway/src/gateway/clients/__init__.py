"""Whom the gateway talks to: the services over the broker, and the object store."""
