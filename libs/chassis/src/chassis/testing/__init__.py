"""For tests of services: principals with a key of their own, and services as real processes."""

from chassis.testing.principals import TestKeys, a_principal
from chassis.testing.processes import RunningService

__all__ = ["RunningService", "TestKeys", "a_principal"]
