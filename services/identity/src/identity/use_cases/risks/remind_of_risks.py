"""Remind those in charge of what makes access fragile, once a week."""

from dataclasses import dataclass
from uuid import UUID

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.identity import Membership, Organisation
from contracts.risks import Risk, RiskCode
from identity.domain.addresses import is_generic, parse_address
from identity.domain.risks import RISK_CODES, RiskTerms, is_worth_telling, week_of
from identity.store.records import RecordRoom, Records

_AT_ONCE = 100
_MOST_RISKS_LOOKED_AT = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class _Round:
    """One week's reminders: its ISO week, and which mailboxes belong to a desk."""

    week: str
    generic_mailboxes: tuple[str, ...]

    def terms(self, records: Records) -> RiskTerms:
        return RiskTerms(now=records.now, generic_mailboxes=self.generic_mailboxes)


def remind_of_risks(room: RecordRoom, *, generic_mailboxes: tuple[str, ...]) -> int:
    """Ask for the week's mails, when they are due; return how many organisations were reminded.

    Each organisation in a transaction of its own, in which its row for the week decides who of
    several processes does it. When none is left, the vendor's administration is told how many
    risks there are of each kind, and the week is done.
    """
    with room.of_everybody() as records:
        week = week_of(records.now)
        vendor = records.risk_reminders.vendor_to_remind(week) if week else None
        records.risk_reminders.forget_old()
    if week is None or vendor is None:
        return 0
    this_round = _Round(week=week, generic_mailboxes=generic_mailboxes)
    reminded = 0
    while organisations := _next_ones(this_round, room):
        for organisation_id in organisations:
            with room.of(organisation_id) as records:
                reminded += _remind(organisation_id, this_round, records)
    with room.of_everybody() as records:
        _tell_vendor(vendor, this_round, records)
    return reminded


def _next_ones(this_round: _Round, room: RecordRoom) -> tuple[UUID, ...]:
    with room.of_everybody() as records:
        return records.risks.organisations_to_remind(
            this_round.terms(records), this_round.week, limit=_AT_ONCE
        )


def _remind(organisation_id: UUID, this_round: _Round, records: Records) -> bool:
    organisation = records.organisations.find(organisation_id)
    if organisation is None or not records.risk_reminders.claim(organisation_id, this_round.week):
        return False
    risks = records.risks.page(
        this_round.terms(records), organisation_id=organisation_id, limit=_MOST_RISKS_LOOKED_AT
    )
    for admin in records.memberships.admins_of(organisation_id):
        address = parse_address(admin.email)
        generic = is_generic(address, this_round.generic_mailboxes)
        if is_worth_telling(risks, admin.person_id, is_generic=generic):
            found = _counted(risks)
            _tell(admin, organisation, "risks_found", found, this_round, records)
    return True


def _tell_vendor(vendor: UUID, this_round: _Round, records: Records) -> None:
    organisation = records.organisations.find(vendor)
    found = records.risks.count(this_round.terms(records))
    if organisation is None or not records.risk_reminders.claim(vendor, this_round.week):
        return
    for admin in records.memberships.admins_of(vendor) if found else ():
        _tell(admin, organisation, "risks_of_everybody", found, this_round, records)


def _tell(
    admin: Membership,
    organisation: Organisation,
    kind: str,
    found: dict[RiskCode, int],
    this_round: _Round,
    records: Records,
) -> None:
    person = records.people.find(admin.person_id)
    counts = [f"{code}:{found[code]}" for code in RISK_CODES if code in found]
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"{kind}:{organisation.id}:{admin.person_id}:{this_round.week}",
            kind=kind,
            recipient=admin.email,
            language=person.language if person else organisation.language,
            organisation_id=organisation.id,
            parameters={"organisation_name": organisation.name, "risks": ",".join(counts)},
        ),
    )


def _counted(risks: tuple[Risk, ...]) -> dict[RiskCode, int]:
    return {code: sum(risk.code == code for risk in risks) for code in {r.code for r in risks}}
