"""What trying the rules on one invoice may cost."""

from billing_docs.adapters.processes import Limits

# Saxon reserves 32 GiB of addresses and uses 150 to 260 MiB, so what it may write is bounded.
RULE_LIMITS = Limits(cpu_seconds=5, wall_seconds=20.0, data_mib=640, resting_mib=450)
