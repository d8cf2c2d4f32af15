"""How failed attempts slow the next one down, without ever shutting anybody out for good."""

from dataclasses import dataclass
from datetime import timedelta

# Typing errors cost nothing; from then on the pause doubles.
FREE_ATTEMPTS = 10
# A network address from which a person signed in before has its own count: an attacker elsewhere
# slows down only himself.
CLIENT_REMEMBERED_FOR = timedelta(days=90)

_LARGEST_EXPONENT = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long a pause becomes at most, and after how much quiet the count begins anew."""

    longest_pause: timedelta
    forgotten_after: timedelta


# The cap lets 96 guesses a day through, far too few for a password that passed our rules, and the
# rightful owner in after a quarter hour.
WITH_PASSWORDS = Patience(longest_pause=timedelta(minutes=15), forgotten_after=timedelta(hours=24))
# Three of a million codes fit at any moment. Two guesses a day and a long memory leave who knows
# the password a chance of 1 in 400 in a year; its owner, who is told, has passkey and recovery
# codes meanwhile, and his known devices.
WITH_ONE_TIME_CODES = Patience(
    longest_pause=timedelta(hours=12), forgotten_after=timedelta(days=30)
)
# Counts are kept as long as any of them means something.
COUNTS_KEPT = max(WITH_PASSWORDS.forgotten_after, WITH_ONE_TIME_CODES.forgotten_after)


def pause_after(failures: int, patience: Patience = WITH_PASSWORDS) -> timedelta:
    """Return how long to wait after the `failures`-th failed attempt in a row."""
    if failures < FREE_ATTEMPTS:
        return timedelta()
    exponent = min(failures - FREE_ATTEMPTS, _LARGEST_EXPONENT)
    return min(timedelta(seconds=2**exponent), patience.longest_pause)
