"""Ask for a package with one click."""

from uuid import UUID

from catalog.domain.package_requests import StoredRequest, WantedPackage
from catalog.domain.people import Person
from catalog.domain.self_services import require_customer_admin
from catalog.domain.working_days import due_after
from catalog.store.records import Records
from catalog.use_cases.packages.describe_request import describe_request
from catalog.use_cases.packages.package_tools import PackageTools
from catalog.use_cases.packages.tell_people import tell_requested
from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import AlreadyExists, NotFound
from contracts.ordering_errors import TrialUsed
from contracts.outbound import PACKAGE_WISHED, PackageWished
from contracts.packages import Intent, PackageRequest
from contracts.principal import Principal


def request_package(
    caller: Principal, package_key: str, intent: Intent, tools: PackageTools
) -> PackageRequest:
    """Return the organisation's one open request for the package (SE-18, SE-66).

    A second click, or two at once, return the same request as it stands. It goes to the package's
    responsible person, who has two working days (SE-20).

    Raises:
        NotPermitted: the caller is no admin of a customer or partner.
        NotFound: no such package is on offer, or the organisation is not known here yet.
        AlreadyExists: the package is booked.
        TrialUsed: it cannot be tried, or was tried before.
    """
    organisation_id = require_customer_admin(caller)
    with tools.room.of(organisation_id) as records:
        package = _require_offered(package_key, records)
        known = records.package_requests.open_for(organisation_id, package.id)
    if known is not None:
        return describe_request(known, caller.language)
    person = tools.people.find_caller()
    with tools.room.of(organisation_id) as records:
        if records.organisations.lock_kind(organisation_id) is None:
            raise NotFound("organisation")
        _require_wish_makes_sense(organisation_id, package, intent, records)
        wanted = StoredRequest(
            id=new_id(),
            organisation_id=organisation_id,
            package_id=package.id,
            package_key=package.key,
            package_name=package.name,
            intent=intent,
            state="waiting_for_vendor",
            requested_at=records.now,
            requester=person,
            assignee_name=package.responsible_name,
            due_at=due_after(records.now, tools.is_holiday),
        )
        return _store(caller, wanted, package, person, records)


def _require_offered(package_key: str, records: Records) -> WantedPackage:
    package = records.packages.find_wanted(package_key)
    if package is None or package.key == "base":
        # Everybody has the base set already (SE-11).
        raise NotFound("package")
    return package


def _require_wish_makes_sense(
    organisation_id: UUID, package: WantedPackage, intent: Intent, records: Records
) -> None:
    if records.bookings.is_booked(organisation_id, package.id, records.today):
        raise AlreadyExists("package_key")
    if intent == "trial" and (
        package.trial_days == 0 or records.bookings.has_tried(organisation_id, package.id)
    ):
        raise TrialUsed(package.key)


def _store(
    caller: Principal,
    wanted: StoredRequest,
    package: WantedPackage,
    person: Person,
    records: Records,
) -> PackageRequest:
    if not records.package_requests.add_if_none_open(wanted):
        # Somebody else was quicker.
        known = records.package_requests.open_for(wanted.organisation_id, wanted.package_id)
        return describe_request(known or wanted, caller.language)
    records.audit.record(
        organisation_id=wanted.organisation_id,
        actor=actor_of(caller),
        action="package.requested",
        subject=f"package_request:{wanted.id}",
        details={"package": wanted.package_key, "intent": wanted.intent},
    )
    tell_requested(wanted, package, person, records)
    _, customer_number = records.organisations.name_of(wanted.organisation_id)
    wished = PackageWished(
        request_id=wanted.id,
        customer_number=customer_number,
        package_key=wanted.package_key,
        intent=wanted.intent,
        requested_at=wanted.requested_at,
        due_at=wanted.due_at,
    )
    records.outbox.publish(PACKAGE_WISHED, wished, subject=str(wanted.id))
    return describe_request(wanted, caller.language)
