"""Keep the sign-in tables as small as what is in use."""

from identity.store.records import Records


def forget_old_sign_ins(records: Records) -> None:
    """Delete sessions, attempts, counts and links that are over for long."""
    records.sessions.forget_old()
    records.attempts.forget_old()
    records.floods.forget_old()
    records.wrong_codes.forget_old()
    records.links.forget_old()
    records.provider_sign_ins.forget_old()
    records.pending_sign_ins.forget_old()
    records.challenges.forget_old()
