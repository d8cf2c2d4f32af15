"""Licence files of on-premises contracts."""
