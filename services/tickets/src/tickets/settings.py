"""What tickets needs to know to run."""

from dataclasses import dataclass

from chassis.settings import ServiceSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(ServiceSettings):
    """Nothing beside what every service needs."""
