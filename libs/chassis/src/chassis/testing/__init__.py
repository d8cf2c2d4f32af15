"""For tests of services: principals with a key of their own, services as real processes, ports."""

from chassis.testing.ports import free_port, take_port
from chassis.testing.principals import TestKeys, a_principal
from chassis.testing.processes import RunningService

__all__ = ["RunningService", "TestKeys", "a_principal", "free_port", "take_port"]
