"""What identity is told."""

from datetime import timedelta
from uuid import UUID

from chassis.ids import new_id
from contracts.events import AccessWished, LinkWished
from contracts.identity import Organisation
from contracts.principal import Principal
from tests.identity.integration.bookings import organisation_of
from tests.identity.integration.e_billing import failed, named, reached
from tests.identity.integration.master_data import moved
from tests.identity.integration.partners import certified_admin, chosen, customer_of
from tests.identity.integration.support import Support, a_call_in
from tests.together.consumers import Told, heard, newest_and_older, sample, told
from tests.together.five import Five

HOUR = timedelta(hours=1)
BY_KEY = "each notice bears a key, by which notifications knows it"


def _admin(five: Five) -> Principal:
    return five.identity.admin_of(five.number())


def _organisation(five: Five) -> UUID:
    return organisation_of(_admin(five))


@heard("identity.apply_master_data")
def _address_in_force(five: Five) -> Told:
    organisation_id, now = _organisation(five), five.clock.now()
    newer = moved(organisation_id, now)
    return Told(event=newer, older=moved(organisation_id, now - HOUR))


@heard("identity.note_announcement")
def _announced(five: Five) -> Told:
    del five
    return newest_and_older("announcement_published", content_id=new_id())


@heard("identity.note_coverage")
def _coverage(five: Five) -> Told:
    return newest_and_older("contract_coverage_changed", organisation_id=_organisation(five))


@heard("identity.note_entitlements")
def _entitled(five: Five) -> Told:
    older = {"entitlements": ("base",)}
    organisation_id = _organisation(five)
    return newest_and_older("entitlements_changed", organisation_id=organisation_id, older=older)


@heard(
    *(
        f"identity.note_{whose}_support_call"
        for whose in ("document", "message", "own", "package", "request")
    ),
    stands_alone="each call is noted by itself",
)
def _looked(five: Five) -> Told:
    return Told(event=a_call_in(_support(five).opened().session))


def _support(five: Five) -> Support:
    """Return somebody of the vendor's, who may look in at a new customer's."""
    if "support" not in five.kept:
        five.kept["support"] = Support(five.identity)
    kept: Support = five.kept["support"]
    kept.admin = _admin(five)
    return kept


@heard("identity.note_e_billing_address")
def _address_named(five: Five) -> Told:
    organisation_id, now = _organisation(five), five.clock.now()
    return Told(
        event=named(organisation_id, now),
        older=named(organisation_id, now - HOUR, recipient="b" * 64),
    )


@heard(
    "identity.note_failed_notice",
    stands_alone="the first failure counts, in whichever order two are heard",
)
def _address_fails(five: Five) -> Told:
    return Told(event=failed(_organisation(five), five.clock.now()))


@heard("identity.note_reached_recipient")
def _address_reached(five: Five) -> Told:
    organisation_id, now = _organisation(five), five.clock.now()
    five.identity.service.note_failed_notice(failed(organisation_id, now - 2 * HOUR))
    return Told(event=reached(organisation_id, now), older=reached(organisation_id, now - HOUR))


@heard("identity.receive_customer")
def _customer(five: Five) -> Told:
    number = five.number()
    return newest_and_older(
        "customer.upserted.v1",
        like="customer.structured",
        customer_number=number,
        contact_email=f"chef@kunde-{number}.example",
        older={"name": "Wie sie früher hieß (Demo)"},
    )


@heard("identity.take_up_access_wish", stands_alone="each wish is somebody's own")
def _wish_for_access(five: Five) -> Told:
    number = five.number()
    five.identity.admin_of(number)
    stranger = _admin(five)
    return Told(event=told(AccessWished(person_id=stranger.subject, customer_number=number)))


@heard("identity.take_up_link_wish", stands_alone="each wish makes a link of its own")
def _wish_for_link(five: Five) -> Told:
    wish = LinkWished(
        purpose="registration", email=f"neu@frei{five.number()}.example", language="de"
    )
    return Told(event=told(wish))


@heard(
    "identity.tell_mail_sender",
    stands_alone="it asks about one mail",
    says_again="the mail is known by its id, and is taken up once",
)
def _mail_came(five: Five) -> Told:
    del five
    return Told(event=told(sample("mail_sender_asked")))


@heard("identity.tell_readings_due", stands_alone="each billing is told of once", says_again=BY_KEY)
def _readings_due(five: Five) -> Told:
    due = sample("meter_readings_due", organisation_id=_organisation(five), reporters=())
    return Told(event=told(due))


@heard("identity.tell_system_notice", stands_alone="each notice has its id", says_again=BY_KEY)
def _system_notice(five: Five) -> Told:
    number = five.number()
    partner = certified_admin(
        five.identity, contact_email=f"chef@partner{number}.example", customer_number=number
    )
    contact = chosen(five.identity, partner, f"kim{number}", "own")
    customer: Organisation = customer_of(
        five.identity, partner, "Anker GmbH", five.number(), contact.person_id
    )
    due = sample(
        "system_notice_due",
        customer_id=customer.id,
        partner_id=partner.organisation_id,
        person_id=contact.person_id,
    )
    return Told(event=told(due))


@heard("identity.tell_webhook_disabled", stands_alone="each is told once", says_again=BY_KEY)
def _webhook_disabled(five: Five) -> Told:
    return Told(event=told(sample("webhook_disabled", organisation_id=_organisation(five))))
