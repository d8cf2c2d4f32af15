"""Silence a contract in the alarm for one person, until it changes."""

from datetime import timedelta

from catalog.domain.alarm import LONGEST_ALARM_DAYS, alarm_reasons
from catalog.domain.sight import sight_of_contracts
from catalog.store.contracts import terms_in
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.open_sight import open_sight
from contracts.contract_list import AcknowledgeAlarm
from contracts.errors import NotFound
from contracts.principal import Principal


def acknowledge_alarm(caller: Principal, request: AcknowledgeAlarm, room: RecordRoom) -> None:
    """Note that the caller knows why the contract is in the alarm today, or take that back (E10).

    It leaves his alarm and nobody else's. The next stage brings it back, and so does another day
    that a reason hangs on. Repeating changes nothing.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: contracts are not shown to the caller.
        NotFound: there is none, or he does not see it; the two look the same.
    """
    sight = sight_of_contracts(caller)
    with open_sight(sight, room) as records:
        row = records.contract_lists.find(sight, request.contract_id)
        if row is None:
            raise NotFound("contract")
        acknowledgements = records.acknowledgements
        organisation_id, person_id = sight.organisation_id, caller.subject
        if request.undo:
            acknowledgements.remove(organisation_id, person_id, row.id)
            return
        marks = [reason.mark for reason in alarm_reasons(terms_in(row), records.today)]
        acknowledgements.add(organisation_id, person_id, row.id, marks)
        longest = timedelta(days=LONGEST_ALARM_DAYS + 1)
        acknowledgements.forget_before(organisation_id, person_id, records.now - longest)
