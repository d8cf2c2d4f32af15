"""Silence a contract in the alarm for one person, until it changes."""

from datetime import timedelta

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.alarm import LONGEST_ALARM_DAYS, alarm_reasons
from catalog.store.contracts import terms_in
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.reach_contract import reach_contract
from contracts.contract_list import AcknowledgeAlarm
from contracts.principal import Principal


def acknowledge_alarm(
    caller: Principal, request: AcknowledgeAlarm, room: RecordRoom, desk: SiteDesk
) -> None:
    """Note that the caller knows why the contract is in the alarm today, or take that back (E10).

    It leaves his alarm and nobody else's. The next stage brings it back, and so does another day
    that a reason hangs on. Repeating changes nothing.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: contracts are not shown to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
        ServiceUnavailable, DeadlinePassed: it is at no site here, and identity does not answer.
    """
    with reach_contract(caller, request.contract_id, room, desk) as reached:
        row, sight, records = reached.row, reached.sight, reached.records
        acknowledgements = records.acknowledgements
        organisation_id, person_id = sight.organisation_id, caller.subject
        if request.undo:
            acknowledgements.remove(organisation_id, person_id, row.id)
            return
        marks = [reason.mark for reason in alarm_reasons(terms_in(row), records.today)]
        acknowledgements.add(organisation_id, person_id, row.id, marks)
        longest = timedelta(days=LONGEST_ALARM_DAYS + 1)
        acknowledgements.forget_before(organisation_id, person_id, records.now - longest)
