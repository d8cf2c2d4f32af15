"""How long sessions, principals and invitations are good for."""

from datetime import datetime, timedelta

SESSION_IDLE = timedelta(hours=12)
SESSION_LONGEST = timedelta(days=30)
# A session's last use is noted at most this often, so that reading does not write each time.
SESSION_USE_NOTED_EVERY = timedelta(minutes=5)
PRINCIPAL = timedelta(seconds=60)  # docs/adr/0013
# So short that no service believes one five seconds after the consent was withdrawn (MB-15).
SUPPORT_PRINCIPAL = timedelta(seconds=5)
# What support proposes waits this long for the customer.
SUPPORT_CHANGE_WAITS = timedelta(days=7)
INVITATION_DAYS = 30  # the operator may set another number
# Ended sessions are kept this long, so that an administrator can still be told what happened.
ENDED_SESSIONS_KEPT = timedelta(days=30)


def session_expires_at(opened_at: datetime, last_used_at: datetime) -> datetime:
    """Return when the session ends by itself: 12 hours unused, 30 days at the latest."""
    return min(opened_at + SESSION_LONGEST, last_used_at + SESSION_IDLE)


def is_use_noted(last_used_at: datetime, now: datetime) -> bool:
    """Return whether a session's use was noted so lately that it need not be noted again."""
    return last_used_at > now - SESSION_USE_NOTED_EVERY
