"""What a partner's people see, however they look, in a world where contacts and scopes change."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
import pytest

from contracts.errors import NotFound
from contracts.partner_accounts import AccountQuery, AssignProspectContact
from contracts.principal import Principal
from contracts.system_notices import SystemNoticeQuery
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.partners import Partner, partner_person
from tests.catalog.integration.test_prospects import a_member, create
from tests.catalog.integration.told_notices import a_notice


@dataclass
class Known:
    """A customer or prospect as the oracle knows it: whose it is, and who looks after it."""

    name: str
    number: str | None
    partner: int
    contact: UUID | None
    version: int = 2


@dataclass
class World:
    """Two partners with three people each; what each sees follows from contact and scope alone."""

    desk: Desk
    rng: random.Random
    partners: list[UUID] = field(default_factory=list)
    people: list[Principal] = field(default_factory=list)
    known: dict[UUID, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in range(2):
            partner = Partner(self.desk) if number == 0 else None
            partner_id = partner.id if partner else UUID(int=77)
            self.partners.append(partner_id)
            self.people += [partner_person(partner_id, scope) for scope in ("all", "own", "none")]
            for name, customer in (partner.customers if partner else {}).items():
                number_of = f"2000{'ABC'.index(name)}"
                self.known[customer] = Known(f"Kunde {name} (Demo)", number_of, 0, None, 1)
        for customer in list(self.known):
            self.move(customer)
        for number in range(5):
            name, customer_number = f"Betrieb {number}", f"3000{number}"
            customer = self.desk.new_customer(customer_number, name=name)
            self.known[customer] = Known(name, customer_number, 0, None, 1)
            self.move(customer)
        for customer, each in self.known.items():
            self.desk.receive(customer_number=each.number, contract_number=f"V-{customer}")
            notice = a_notice(customer_number=each.number, notice_id=str(customer))
            self.desk.service.receive_notice(notice)

    def move(self, customer: UUID) -> None:
        """Give the customer to a partner and a contact by chance, as identity tells it."""
        each = self.known[customer]
        each.version, each.partner = each.version + 1, self.rng.randrange(2)
        each.contact = self.rng.choice([None, *(p.subject for p in self.of(each.partner))])
        self.desk.serve(
            customer,
            version=each.version,
            customer_number=each.number,
            customer_name=each.name,
            partner_id=self.partners[each.partner],
            contact_person_id=each.contact,
        )

    def of(self, partner: int) -> list[Principal]:
        """Return the partner's people."""
        return self.people[partner * 3 : partner * 3 + 3]

    def found(self) -> None:
        """Let somebody find a prospect."""
        finder = self.rng.choice([p for p in self.people if p.data_scope != "none"])
        name = f"Betrieb neu {len(self.known)}"
        made = create(self.desk, finder, name, key=name).account
        partner = self.partners.index(finder.organisation_id or UUID(int=0))
        self.known[made.id] = Known(name, None, partner, finder.subject)

    def hand_over(self) -> None:
        """Let somebody who sees all give a prospect to a colleague."""
        prospects = [(key, each) for key, each in self.known.items() if each.number is None]
        if not prospects:
            return
        prospect, each = self.rng.choice(prospects)
        heir = self.rng.choice(self.of(each.partner))
        self.desk.people.members = [a_member(heir.subject, "Uli Muster")]
        decider = next(p for p in self.of(each.partner) if p.data_scope == "all")
        request = AssignProspectContact(prospect_id=prospect, person_id=heir.subject)
        self.desk.service.assign_prospect_contact(decider, request)
        each.contact = heir.subject

    def change_scope(self) -> None:
        """Let somebody see more or less from now on."""
        number = self.rng.randrange(len(self.people))
        if number % 3 == 0:  # one of each partner always sees all, and hands over
            return
        scope = self.rng.choice(["all", "own", "none"])
        changed = msgspec.structs.replace(self.people[number], data_scope=scope)
        self.people[number] = changed

    def seen_by(self, number: int) -> dict[UUID, Known]:
        """Return what the rules say that somebody sees (DW-12 to DW-18)."""
        person = self.people[number]
        shown: dict[str, Callable[[Known], bool]] = {
            "all": lambda _: True,
            "own": lambda each: each.contact == person.subject,
            "none": lambda _: False,
        }
        return {
            key: each
            for key, each in self.known.items()
            if each.partner == number // 3 and shown[person.data_scope](each)
        }

    def require_agreement(self) -> None:
        """Compare each way of looking with the rules, for everybody."""
        for number, person in enumerate(self.people):
            seen = self.seen_by(number)
            customers = {key for key, each in seen.items() if each.number is not None}
            service = self.desk.service
            for query, expected in (
                ({}, set(seen)),
                ({"kind": "customer"}, customers),
                ({"kind": "prospect"}, set(seen) - customers),
                ({"search": "betrieb"}, {k for k, e in seen.items() if "Betrieb" in e.name}),
                ({"contact": "none"}, {k for k, e in seen.items() if e.contact is None}),
                ({"contact": "me"}, {k for k, e in seen.items() if e.contact == person.subject}),
            ):
                wanted: dict[str, Any] = {**query, "limit": 100}
                page = service.list_accounts(person, AccountQuery(**wanted))
                assert {each.id for each in page.items} == expected, (number, query)
                assert page.total == len(expected), (number, query)
            notices = service.list_notices(person, SystemNoticeQuery())
            assert {each.customer_id for each in notices.items} == customers
            assert notices.total == len(customers)
            for key in self.known:
                if key in seen:
                    contracts = service.get_account(person, key).contracts
                    assert len(contracts) == (key in customers)
                else:
                    with pytest.raises(NotFound):
                        service.get_account(person, key)
            duplicates = service.find_duplicates(person, "Betrieb 1", ()).items
            assert {each.id for each in duplicates} <= set(seen)


def live(desk: Desk, seed: int, *, steps: int) -> None:
    """Change the world by chance, and compare after each change."""
    world = World(desk=desk, rng=random.Random(seed))  # noqa: S311 - the same world in every run
    for _ in range(steps):
        step = world.rng.choice([world.found, world.hand_over, world.change_scope, None])
        if step is None:
            world.move(world.rng.choice([k for k, e in world.known.items() if e.number]))
        else:
            step()
        world.require_agreement()


@pytest.mark.req("DW-10", "DW-12", "DW-15", "DW-16", "DW-17", "A19", "E1")
def test_customers_prospects_and_notices_are_seen_as_contact_and_scope_say(desk: Desk) -> None:
    live(desk, 20261126, steps=6)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_whatever_changes_everybody_sees_what_contact_and_scope_say(desk: Desk, seed: int) -> None:
    live(desk, seed, steps=60)
