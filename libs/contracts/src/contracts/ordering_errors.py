"""Errors about packages and plans that a caller may act on."""

from contracts.errors import WireError


class LimitReached(WireError):
    """The organisation's plan allows no more of it (MB-18). Argument: the limit."""

    code = "limit_reached"


class UsageExceedsPlan(WireError):
    """More is used than the plan allows (MB-23).

    Arguments: `limits.` and the name of each limit that is too small, then `more_in_use`.
    """

    code = "usage_exceeds_plan"


class TrialUsed(WireError):
    """The package cannot be tried, or the organisation has tried it before. Argument: its key."""

    code = "trial_used"
