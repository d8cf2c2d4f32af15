"""How failed sign-ins slow the next one down, without ever shutting anybody out for good."""

from datetime import timedelta

# Typing errors cost nothing; from then on the pause doubles. The cap lets 96 guesses a day through,
# far too few for a password that passed our rules, and the rightful owner in after a quarter hour.
FREE_ATTEMPTS = 10
LONGEST_PAUSE = timedelta(minutes=15)
# After a quiet day the count begins anew.
FORGOTTEN_AFTER = timedelta(hours=24)
# A network address from which a person signed in before has its own count: an attacker elsewhere
# slows down only himself.
CLIENT_REMEMBERED_FOR = timedelta(days=90)

_LARGEST_EXPONENT = 12


def pause_after(failures: int) -> timedelta:
    """Return how long to wait after the `failures`-th failed attempt in a row."""
    if failures < FREE_ATTEMPTS:
        return timedelta()
    exponent = min(failures - FREE_ATTEMPTS, _LARGEST_EXPONENT)
    return min(timedelta(seconds=2**exponent), LONGEST_PAUSE)
