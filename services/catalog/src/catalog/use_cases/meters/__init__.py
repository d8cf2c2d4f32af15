"""Meter readings of devices."""
