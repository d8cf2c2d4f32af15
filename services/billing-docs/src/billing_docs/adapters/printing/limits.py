"""What printing one document may cost."""

from billing_docs.adapters.processes import Limits

# Our imports and typst's fonts occupy some 100 MiB; a PDF of 25 MiB is held three times over. The
# wall is wide because a busy machine must not lose pages; CPU time is fair.
PRINTING_LIMITS = Limits(cpu_seconds=10, wall_seconds=40.0, data_mib=640, resting_mib=320)
