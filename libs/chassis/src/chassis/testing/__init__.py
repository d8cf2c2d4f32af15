"""Fixtures for tests of services: databases, clocks, running processes."""
