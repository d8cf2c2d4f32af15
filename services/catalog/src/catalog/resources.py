"""What every call of a process shares besides the database."""

from dataclasses import dataclass

from chassis.secret_sealer import SecretSealer


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """The keys that encrypt secrets at rest; without them no secret can be kept."""

    sealer: SecretSealer | None
