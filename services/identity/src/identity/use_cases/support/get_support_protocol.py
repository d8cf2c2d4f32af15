"""Give the customer the signed protocol of a support session."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import NotFound, SupportSessionRunning
from contracts.principal import Principal
from contracts.support_protocol import ProtocolOrganisation, SignedProtocol, SupportProtocol
from identity.adapters.protocol_signature import ProtocolSigner
from identity.store.records import Records
from identity.use_cases.support.get_support_session import get_support_session


def get_support_protocol(
    caller: Principal,
    organisation_id: UUID,
    session_id: UUID,
    records: Records,
    signer: ProtocolSigner,
) -> SignedProtocol:
    """Return who looked at what, and every change with its outcome, as it is known by now.

    The same facts give the same bytes. The audit trail keeps the digest of each different one that
    was given away: a change may be decided, and a last look be heard of, after the first.

    Raises:
        NotFound: the organisation has no such session.
        SupportSessionRunning: it has not ended yet.
    """
    session = get_support_session(organisation_id, session_id, records)
    organisation = records.organisations.find(organisation_id)
    if organisation is None:
        raise NotFound("organisation")
    if session.state == "open":
        raise SupportSessionRunning
    signed = signer.sign(
        SupportProtocol(
            organisation=ProtocolOrganisation(
                id=organisation.id,
                customer_number=organisation.customer_number,
                name=organisation.name,
            ),
            session=session,
            accesses=records.support_accesses.all_of(organisation_id, session_id),
            changes=records.support_changes.all_of(organisation_id, session_id),
        )
    )
    if records.support_sessions.note_protocol(session_id, signed.sha256):
        records.audit.record(
            organisation_id=organisation_id,
            actor=actor_of(caller),
            action="support_protocol.given",
            subject=f"support_session:{session_id}",
            details={"sha256": signed.sha256},
        )
    return signed
