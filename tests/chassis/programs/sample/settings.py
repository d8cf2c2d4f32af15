"""What the sample service reads from its environment."""

from dataclasses import dataclass
from pathlib import Path

from chassis.settings import ServiceSettings
from process.settings import setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(ServiceSettings):
    """The chassis' settings, and a folder of switches that a test turns on and off."""

    switches: Path = setting("KONTOR_SAMPLE_SWITCHES", "folder; a file in it is a switch turned on")
