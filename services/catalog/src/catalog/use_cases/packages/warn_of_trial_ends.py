"""Warn before a trial ends."""

from catalog.store.records import RecordRoom
from catalog.use_cases.packages.tell_people import tell_trial_ends

_AT_ONCE = 100


def warn_of_trial_ends(room: RecordRoom) -> int:
    """Tell of each trial that ends within three days, once, and return of how many (D4).

    Two who look at the same time tell of different ones.
    """
    with room.of_everybody() as records:
        ending = records.bookings.claim_ending_trials(records.today, _AT_ONCE)
        for trial in ending:
            tell_trial_ends(trial, records)
    return len(ending)
