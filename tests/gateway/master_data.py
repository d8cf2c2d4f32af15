"""Changes of master data as tickets answers them."""

from contracts.master_data import MasterData
from contracts.master_data_changes import MasterDataChange
from contracts.tickets import Participant, Request, RequestDetail
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID, a_document

MOVE = {"street": "Am Kai 7", "postal_code": "20457", "city": "Hamburg", "country": "DE"}
A_CHANGE = MasterDataChange(
    id=PERSON_ID,
    kind="move",
    state="waiting_for_vendor",
    organisation_id=ORGANISATION_ID,
    organisation_name="Muster GmbH",
    customer_number="10001",
    request_id=PERSON_ID,
    request_number=1042,
    requester=Participant(person_id=PERSON_ID, name="Erika Muster"),
    old=MasterData(city="Berlin"),
    new=MasterData(**MOVE),
    effective_on=None,
    note="",
    requested_at=a_document().received_at,
)
A_REQUEST = Request(
    id=PERSON_ID,
    kind="e_billing_address_change",
    title="Änderung der E-Billing-Adresse",
    description="Demo",
    state="waiting_for_vendor",
    opened_at=a_document().received_at,
)
A_DETAIL = RequestDetail(request=A_REQUEST, kind=None, may_edit=True, may_share=True, audiences=())
