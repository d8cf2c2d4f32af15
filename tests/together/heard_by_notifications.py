"""What notifications is told."""

from typing import Any

from chassis.ids import new_id
from tests.notifications.feed import an_affair
from tests.together.consumers import Told, heard, newest_and_older, sample, told
from tests.together.five import Five


@heard(
    *(
        f"notifications.queue_{what}_notice"
        for what in ("access", "document", "package", "request")
    ),
    stands_alone="each notice has its key",
)
def _notice(five: Five) -> Told:
    del five
    key = f"document_arrived:{new_id()}"
    return Told(event=told(sample("notice_requested", like="arrived", idempotency_key=key)))


@heard("notifications.order_forgetting", stands_alone="somebody is erased once")
def _erased(five: Five) -> Told:
    del five
    return Told(event=told(sample("person_erased", person_id=new_id())))


def _company(five: Five, **changes: Any) -> tuple[Any, str]:
    organisation_id, number = new_id(), five.number()
    five.notifications.know_company(organisation_id, customer_number=number, **changes)
    return organisation_id, number


@heard("notifications.remember_company")
def _contact(five: Five) -> Told:
    return newest_and_older(
        "company_contact_changed",
        organisation_id=new_id(),
        customer_number=five.number(),
        older={"email": "frueher@muster.example"},
    )


@heard("notifications.receive_account_activity", stands_alone="each activity is told by itself")
def _activity(five: Five) -> Told:
    _, number = _company(five)
    activity = sample("account.activity.v1", like="tan", customer_number=number)
    return Told(event=told(activity, id=number))


@heard("notifications.receive_company_notice", stands_alone="each notice has its key")
def _limit(five: Five) -> Told:
    organisation_id, number = _company(five)
    notice = sample(
        "company_notice_requested", organisation_id=organisation_id, idempotency_key=number
    )
    return Told(event=told(notice))


@heard(
    "notifications.record_document",
    "notifications.record_order_or_contract",
    "notifications.record_request",
    # The feed tells everything that happened; whether it is shown is what the newest one says.
    history=("feed_entry", "feed_end"),
)
def _affair(five: Five) -> Told:
    organisation_id, subject_id = new_id(), new_id()
    versions = (7, 6)
    newer, older = (
        an_affair(organisation_id, subject_id=subject_id, version=version) for version in versions
    )
    del five
    return Told(event=told(newer), older=told(older))


@heard("notifications.remember_machine_account")
def _machine_account(five: Five) -> Told:
    del five
    return newest_and_older(
        "machine_account_changed",
        account_id=new_id(),
        organisation_id=new_id(),
        older={"name": "Wie es früher hieß"},
    )
