"""What one document may cost."""

from billing_docs.adapters.processes import Limits

# Our imports occupy 65 MiB of the 256, schemas of UBL 25, a page image at most 40. The wall is
# wide because a machine that is busy must not have good documents refused; CPU time is fair.
READING_LIMITS = Limits(cpu_seconds=5, wall_seconds=20.0, address_space_mib=256, resting_mib=140)
