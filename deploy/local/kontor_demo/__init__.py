"""The small demo company: its documents, its people, and how they get into a fresh product."""

from kontor_demo.loading import load

__all__ = ["load"]
