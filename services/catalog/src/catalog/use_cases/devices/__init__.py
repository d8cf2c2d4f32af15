"""Devices at customers."""
