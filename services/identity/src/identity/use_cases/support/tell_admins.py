"""Have all administrators of an organisation told something."""

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.identity import Organisation
from identity.store.records import Records


def tell_admins(
    organisation: Organisation,
    kind: str,
    parameters: dict[str, str],
    records: Records,
    *,
    key: str,
) -> None:
    """Ask for one mail of this kind to each administrator, once per `key` and person."""
    for admin in records.memberships.admins_of(organisation.id):
        records.outbox.announce(
            NOTICE_REQUESTED,
            NoticeRequested(
                idempotency_key=f"{key}:{admin.person_id}",
                kind=kind,
                recipient=admin.email,
                language=organisation.language,
                organisation_id=organisation.id,
                parameters={"organisation_name": organisation.name, **parameters},
            ),
        )
