"""Exports: asked for, made part by part, fetched, cancelled, swept."""
