"""Work on what strangers sent, in processes of its own that may die without harm."""

from billing_docs.adapters.processes.limits import Limits
from billing_docs.adapters.processes.pool import ProcessPool, TooCostly

__all__ = ["Limits", "ProcessPool", "TooCostly"]
