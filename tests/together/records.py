"""Kinds of records in every service: how one is made, shown, listed, found, changed and deleted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.billing_docs import DocumentQuery
from contracts.contract_list import AcknowledgeAlarm, ContractQuery
from contracts.conversations import AddComment, EditRequest, ShareRequest, UnshareRequest
from contracts.devices import ChangeTechnicalId, DeviceQuery
from contracts.identity import InvitationChoice, InvitePerson, SetAreas
from contracts.machine_accounts import CreateMachineAccount
from contracts.members import RemoveMember
from contracts.message_history import MessageHistoryQuery, PastMessageQuery
from contracts.orders import OrderQuery
from contracts.post import MarkDocuments, MoveDocuments
from contracts.principal import Principal
from contracts.tickets import RequestQuery
from tests.catalog.integration.devices import receive
from tests.catalog.integration.orders import a_line, an_order
from tests.identity.integration.bookings import organisation_of
from tests.tickets.integration.conversation import ORGANISATION
from tests.together.consumers import sample, told
from tests.together.five import Five

Act = Callable[[Five, Principal, UUID], object]
_KEYS = itertools.count()


@dataclass(kw_only=True)
class Tenant:
    """One organisation with its people, as identity knows them."""

    number: str
    people: dict[str, Principal]
    device: UUID | None = None

    @property
    def id(self) -> UUID:
        """Return the organisation's id."""
        return organisation_of(self.people["admin"])

    @property
    def admin(self) -> Principal:
        """Return who sees all that is the organisation's."""
        return self.people["admin"]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record, and each way to come at one."""

    make: Callable[[Five, Tenant], UUID]
    reads: Mapping[str, Act] = field(default_factory=dict)
    changes: Mapping[str, Act] = field(default_factory=dict)
    lists: Mapping[str, Callable[[Five, Principal], set[UUID]]] = field(default_factory=dict)
    """What shows many: by a list, by a search."""
    is_gone_after: frozenset[str] = frozenset()


def a_tenant(five: Five) -> Tenant:
    """Return a new customer, whom every service knows, with three of its people."""
    number, world = five.number(), five.identity
    admin = world.admin_of(number)
    people = {
        "admin": admin,
        "colleague": world.member(admin, f"karl@{number}.example", areas=_all_areas(admin)),
        "newcomer": world.member(admin, f"nora@{number}.example", areas=()),
    }
    tenant = Tenant(number=number, people=people)
    five.documents.customers[tenant.id] = number
    five.documents.remember(tenant.id)
    five.catalog.new_customer(number, organisation_id=tenant.id)
    five.notifications.know_company(tenant.id, customer_number=number)
    tenant.device = DEVICE.make(five, tenant)
    return tenant


def _all_areas(admin: Principal) -> tuple[str, ...]:
    return tuple(area for area in admin.areas if area != "business")


def _ids(items: Any) -> set[UUID]:
    return {each.id for each in items}


def _request(five: Five, tenant: Tenant) -> UUID:
    who = tenant.admin
    return five.tickets.open(who, idempotency_key=str(next(_KEYS))).id


REQUEST = Kind(
    make=_request,
    reads={
        "show": lambda five, who, which: five.tickets.service.get_request(who, which),
        "shares": lambda five, who, which: five.tickets.service.list_shares(who, which),
    },
    changes={
        "say": lambda five, who, which: five.tickets.by(who).add_comment(
            who,
            AddComment(request_id=which, body="Aha.", idempotency_key=str(next(_KEYS))),
        ),
        "edit": lambda five, who, which: five.tickets.service.edit_request(
            who, EditRequest(request_id=which, title="Neuer Titel")
        ),
        "share": lambda five, who, which: five.tickets.service.share_request(
            who, ShareRequest(request_id=which, share_with=ORGANISATION)
        ),
        "share no more": lambda five, who, which: five.tickets.service.unshare_request(
            who, UnshareRequest(request_id=which, share_with=ORGANISATION)
        ),
        "mark": lambda five, who, which: five.tickets.service.mark_read(who, which),
    },
    lists={
        "list": lambda five, who: _ids(five.tickets.page(who, limit=100).items),
        "search": lambda five, who: _ids(five.tickets.page(who, search="Papier", limit=100).items),
        "shared": lambda five, who: _ids(
            five.tickets.service.list_requests(who, RequestQuery(scope="shared", limit=100)).items
        ),
    },
)


def _document(five: Five, tenant: Tenant) -> UUID:
    return five.documents.add(tenant.id, f"RE-{next(_KEYS)}").id


def _documents(**query: Any) -> Callable[[Five, Principal], set[UUID]]:
    return lambda five, who: _ids(
        five.billing_docs.list_documents(who, DocumentQuery(limit=100, **query)).items
    )


DOCUMENT = Kind(
    make=_document,
    reads={
        "show": lambda five, who, which: five.billing_docs.get_document(who, which),
        "open": lambda five, who, which: five.billing_docs.get_document(who, which, is_opened=True),
        "links": lambda five, who, which: five.billing_docs.list_links(who, which),
        "readers": lambda five, who, which: five.billing_docs.list_readers(who, which),
        "examination": lambda five, who, which: five.billing_docs.get_examination(who, which),
        "deliveries": lambda five, who, which: five.billing_docs.list_deliveries(who, which),
    },
    changes={
        "move": lambda five, who, which: [
            each.outcome
            for each in five.billing_docs.move_documents(
                who, MoveDocuments(document_ids=(which,), folder="archive")
            ).items
        ],
        "mark": lambda five, who, which: five.billing_docs.mark_documents(
            who, MarkDocuments(document_ids=(which,), is_read=True)
        ),
        "delete": lambda five, who, which: five.billing_docs.delete_document(who, which),
    },
    lists={
        "list": _documents(),
        "search": _documents(text="RE"),
        "unread": _documents(is_unread=True),
    },
)


def _contract(five: Five, tenant: Tenant) -> UUID:
    number = f"V-{next(_KEYS)}"
    five.catalog.receive(
        customer_number=tenant.number, contract_number=number, notice_given_on=five.clock.today()
    )
    found = five.catalog.service.list_contracts(tenant.admin, ContractQuery(search=number))
    return next(each.id for each in found.items if each.number == number)


CONTRACT = Kind(
    make=_contract,
    reads={
        "show": lambda five, who, which: five.catalog.service.get_contract(who, which),
        "timeline": lambda five, who, which: five.catalog.service.get_contract_timeline(who, which),
    },
    changes={
        "acknowledge": lambda five, who, which: five.catalog.service.acknowledge_alarm(
            who, AcknowledgeAlarm(contract_id=which)
        ),
        "take up again": lambda five, who, which: five.catalog.service.order_reactivation(
            who, which
        ),
    },
    lists={
        "list": lambda five, who: _ids(
            five.catalog.service.list_contracts(who, ContractQuery(limit=100)).items
        ),
        "search": lambda five, who: _ids(
            five.catalog.service.list_contracts(who, ContractQuery(search="V", limit=100)).items
        ),
    },
)


def _device(five: Five, tenant: Tenant) -> UUID:
    number = f"G-{tenant.number}-{next(_KEYS)}"
    receive(five.catalog, customer_number=tenant.number, equipment_number=number)
    found = five.catalog.service.list_devices(tenant.admin, DeviceQuery(search=number))
    return found.items[0].id


DEVICE = Kind(
    make=_device,
    reads={
        "show": lambda five, who, which: five.catalog.service.get_device(who, which),
        "parts": lambda five, who, which: five.catalog.service.get_bill_of_materials(who, which),
    },
    changes={
        "name": lambda five, who, which: five.catalog.service.change_technical_id(
            who, ChangeTechnicalId(device_id=which, technical_id=f"T-{which.hex[-12:]}")
        ),
    },
    lists={
        "list": lambda five, who: _ids(
            five.catalog.service.list_devices(who, DeviceQuery(limit=100)).items
        ),
        "search": lambda five, who: _ids(
            five.catalog.service.list_devices(who, DeviceQuery(search="G-", limit=100)).items
        ),
    },
)


def _order(five: Five, tenant: Tenant) -> UUID:
    assert tenant.device is not None
    wanted = an_order(a_line(tenant.device))
    return five.catalog.service.place_order(tenant.admin, wanted).order.id


ORDER = Kind(
    make=_order,
    reads={"show": lambda five, who, which: five.catalog.service.get_order(who, which)},
    lists={
        "list": lambda five, who: _ids(
            five.catalog.service.list_orders(who, OrderQuery(limit=100)).items
        ),
    },
)


def _invitation(five: Five, tenant: Tenant) -> UUID:
    email = f"neu{next(_KEYS)}@{tenant.number}.example"
    return five.identity.service.invite_person(tenant.admin, InvitePerson(email=email)).id


INVITATION = Kind(
    make=_invitation,
    changes={
        "resend": lambda five, who, which: five.identity.service.resend_invitation(
            who, InvitationChoice(invitation_id=which)
        ),
        "revoke": lambda five, who, which: five.identity.service.revoke_invitation(
            who, InvitationChoice(invitation_id=which)
        ),
    },
    lists={"list": lambda five, who: _ids(five.identity.service.list_invitations(who).items)},
    is_gone_after=frozenset({"revoke"}),
)


def invitations_of(five: Five, tenant: Tenant) -> set[UUID]:
    """Return all invitations of its people, accepted ones too, by the domain of their addresses.

    Nothing of ours says whose they are then.
    """
    query = f"SELECT id FROM invitation WHERE email LIKE '%{tenant.number}.example'"  # noqa: S608 - our own number
    return {row.id for row in five.identity.run_sql(query)}


def _member(five: Five, tenant: Tenant) -> UUID:
    email = f"da{next(_KEYS)}@{tenant.number}.example"
    return five.identity.member(tenant.admin, email).subject


MEMBER = Kind(
    make=_member,
    changes={
        "open areas": lambda five, who, which: five.identity.service.set_areas(
            who, SetAreas(person_id=which, areas=("post",))
        ),
        "remove": lambda five, who, which: five.identity.service.remove_member(
            who, RemoveMember(person_id=which)
        ),
    },
    lists={
        "list": lambda five, who: {
            each.person_id for each in five.identity.service.list_members(who).items
        },
    },
    is_gone_after=frozenset({"remove"}),
)


def _machine_account(five: Five, tenant: Tenant) -> UUID:
    wanted = CreateMachineAccount(name=f"DMS {next(_KEYS)}", areas=("documents",))
    made = five.identity.service.create_machine_account(tenant.admin, wanted)
    return made.account.id


MACHINE_ACCOUNT = Kind(
    make=_machine_account,
    changes={
        "renew": lambda five, who, which: five.identity.service.renew_machine_token(who, which),
        "revoke": lambda five, who, which: five.identity.service.revoke_machine_account(who, which),
    },
    lists={"list": lambda five, who: _ids(five.identity.service.list_machine_accounts(who).items)},
)


def _message(five: Five, tenant: Tenant) -> UUID:
    key = f"document_arrived:{new_id()}"
    notice = sample(
        "notice_requested", like="arrived", idempotency_key=key, organisation_id=tenant.id
    )
    five.notifications.service.queue_document_notice(told(notice))
    (row,) = five.notifications.rows("SELECT id FROM message WHERE idempotency_key = :key", key=key)
    found: UUID = row.id
    return found


MESSAGE = Kind(
    make=_message,
    reads={
        "show": lambda five, who, which: five.notifications.service.describe_past_message(
            who, PastMessageQuery(message_id=which)
        ),
    },
    lists={
        "list": lambda five, who: _ids(
            five.notifications.service.list_message_history(
                who, MessageHistoryQuery(limit=100)
            ).items
        ),
        "search": lambda five, who: _ids(
            five.notifications.service.list_message_history(
                who, MessageHistoryQuery(recipient="rechnungen@muster.example", limit=100)
            ).items
        ),
    },
)

KINDS: dict[str, Kind] = {
    "request": REQUEST,
    "document": DOCUMENT,
    "contract": CONTRACT,
    "device": DEVICE,
    "order": ORDER,
    "invitation": INVITATION,
    "member": MEMBER,
    "machine account": MACHINE_ACCOUNT,
    "message": MESSAGE,
}
