"""Random journeys of partners, their people and customers, beside a model of what each may see.

The model knows nothing of SQL: it holds who belongs where, what was set, who serves and who looks
after whom, and says from that alone what a list must show.
"""

from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, ClassVar, Literal
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chassis.ids import new_id
from contracts.errors import AreaNotVisible, InvalidInput, NotFound, NotPermitted, WireError
from contracts.identity import Organisation, SetAreas
from contracts.members import RemoveMember, SetDataScope, SetGrants, SetTeam
from contracts.partners import AssignPartnerContact, Customer, SetCertification
from contracts.principal import (
    AREAS,
    CHANGE_PARTNER_CONTACT,
    DEFAULT_AREAS,
    DataScope,
    Principal,
    Role,
    Team,
)
from identity.domain.people import Member, Person
from identity.domain.tokens import SESSION, new_token, token_sha256
from identity.store.records import Records
from tests.identity.integration.partners import CHOSEN_AREAS, page, serve
from tests.identity.integration.world import World

TRAVELLERS, SITES, CUSTOMERS = 3, 3, 4
# Two that differ by case alone, and one that sorts after all letters without umlaut.
NAMES = ("Anker GmbH", "anker gmbh", "Birke & Söhne", "Ähre AG")

_numbers = count()

people = st.integers(0, TRAVELLERS + SITES - 1)
sites = st.integers(0, SITES - 1)
customers = st.integers(0, CUSTOMERS - 1)
mostly = st.sampled_from([True, True, True, False])
data_scopes = st.sampled_from(["all", "own", "none"])
teams = st.sampled_from(["verwaltung", "administration", "kollaboration", None])


@dataclass(kw_only=True)
class Membership:
    """What the model knows of somebody at one site."""

    token: str
    role: Role
    data_scope: DataScope
    has_area: bool
    team: Team | None = None
    may_assign: bool = False

    @property
    def decides(self) -> bool:
        return self.role == "admin" or self.team in {"verwaltung", "administration"}


@dataclass(kw_only=True)
class Site:
    """A partner; its administrator is the person with the number `TRAVELLERS + its own`."""

    partner: Organisation
    is_certified: bool = False
    members: dict[int, Membership] = field(default_factory=dict)


@dataclass(kw_only=True)
class Served:
    """A customer, and who serves it and looks after it."""

    organisation: Organisation
    site: int | None = None
    contact: int | None = None


class PartnerJourney(RuleBasedStateMachine):
    """What people do, and after each step what everybody must see."""

    world: ClassVar[World]
    staff_can_narrow: ClassVar[bool] = True

    @initialize(
        joining=st.lists(
            st.tuples(sites, people, data_scopes, mostly, teams), min_size=3, max_size=9
        ),
        serving=st.lists(
            st.tuples(sites, st.none() | people), min_size=CUSTOMERS, max_size=CUSTOMERS
        ),
    )
    def begin(
        self,
        joining: list[tuple[int, int, DataScope, bool, Team | None]],
        serving: list[tuple[int, int | None]],
    ) -> None:
        """Begin where something can be seen: certified sites with people and customers."""
        self.people = [new_id() for _ in range(TRAVELLERS + SITES)]
        self.sites = [Site(partner=self._organisation("partner", "Site")) for _ in range(SITES)]
        self.customers = [
            Served(organisation=self._organisation("customer", name)) for name in NAMES
        ]
        with self.world.room.of_everybody() as records:
            for number, person_id in enumerate(self.people):
                records.people.add_if_new(_person(person_id, number), f"{person_id}@demo.example")
        for site in range(SITES):
            self._join(site, TRAVELLERS + site, "admin", "all", has_area=True)
            self.certify(site, is_certified=True)
        for site, who, data_scope, has_area, team in joining:
            self.join(site, who, data_scope, has_area=has_area, team=team)
        for customer, (site, contact) in enumerate(serving):
            self.move(customer, site)
            self.assign(site, TRAVELLERS + site, customer, contact, is_of_it=True)

    @rule(site=sites, who=people, data_scope=data_scopes, has_area=mostly, team=teams)
    def join(
        self, site: int, who: int, data_scope: DataScope, *, has_area: bool, team: Team | None
    ) -> None:
        if who not in self.sites[site].members:
            self._join(site, who, "member", data_scope, has_area=has_area, team=team)

    @rule(site=sites, who=people)
    def leave(self, site: int, who: int) -> None:
        who = self._one_of(site, who)
        if self.sites[site].members[who].role == "admin":
            return
        self.world.service.remove_member(
            self._admin(site), RemoveMember(person_id=self.people[who])
        )
        del self.sites[site].members[who]
        for served in self.customers:
            if (served.site, served.contact) == (site, who):
                served.contact = None

    @rule(site=sites, is_certified=mostly)
    def certify(self, site: int, *, is_certified: bool) -> None:
        partner = self.sites[site].partner
        request = SetCertification(
            organisation_id=partner.id, is_certified=is_certified, reason="Demo"
        )
        self.world.service.set_certification(self.world.staff(), request)
        self.sites[site].is_certified = is_certified

    @rule(site=sites, who=people, data_scope=data_scopes)
    def set_data_scope(self, site: int, who: int, data_scope: DataScope) -> None:
        who = self._one_of(site, who)
        request = SetDataScope(person_id=self.people[who], data_scope=data_scope)
        self.world.service.set_data_scope(self._admin(site), request)
        self.sites[site].members[who].data_scope = data_scope

    @rule(site=sites, who=people, has_area=mostly)
    def choose(self, site: int, who: int, *, has_area: bool) -> None:
        who = self._one_of(site, who)
        areas = CHOSEN_AREAS if has_area else DEFAULT_AREAS
        request = SetAreas(person_id=self.people[who], areas=areas)
        self.world.service.set_areas(self._admin(site), request)
        self.sites[site].members[who].has_area = has_area

    @rule(site=sites, who=people, may_assign=st.booleans())
    def allow(self, site: int, who: int, *, may_assign: bool) -> None:
        who = self._one_of(site, who)
        grants = (CHANGE_PARTNER_CONTACT,) if may_assign else ()
        request = SetGrants(person_id=self.people[who], grants=grants)
        self.world.service.set_grants(self._admin(site), request)
        self.sites[site].members[who].may_assign = may_assign

    @rule(site=sites, who=people, team=teams)
    def change_team(self, site: int, who: int, team: Team | None) -> None:
        """Move somebody to another team: what he sees is the same before and after (DW-18)."""
        who = self._one_of(site, who)
        caller = self._principal(site, who)
        before = self._seen_by(caller)
        request = SetTeam(person_id=self.people[who], team=team)
        self.world.service.set_team(self._admin(site), request)
        self.sites[site].members[who].team = team
        assert self._seen_by(self._principal(site, who)) == before

    @rule(customer=customers, site=st.none() | sites)
    def move(self, customer: int, site: int | None) -> None:
        served = self.customers[customer]
        partner_id = None if site is None else self.sites[site].partner.id
        serve(self.world, served.organisation.id, partner_id)
        if served.site != site:
            served.site, served.contact = site, None

    @rule(site=sites, who=people, customer=customers, whom=st.none() | people, is_of_it=mostly)
    def assign(
        self, site: int, who: int, customer: int, whom: int | None, *, is_of_it: bool
    ) -> None:
        """Assign a contact, and be refused for the first reason that the model finds."""
        who = self._one_of(site, who)
        served = self.customers[customer]
        if is_of_it and whom is not None and served.site is not None:
            whom = self._one_of(served.site, whom)
        request = AssignPartnerContact(
            customer_id=served.organisation.id,
            person_id=None if whom is None else self.people[whom],
        )
        expected = self._assigning(site, who, served, whom)
        caller = self._principal(site, who)
        answer = outcome_of(lambda: self.world.service.assign_partner_contact(caller, request))
        if isinstance(expected, type):
            assert isinstance(answer, expected), (expected, answer)
        else:
            assert isinstance(answer, Customer), answer
            served.contact = whom

    @rule(
        site=sites,
        who=people,
        search=st.sampled_from([None, None, "a", "ANKER", "söhne", "%", "9"]),
        contact=st.none() | st.sampled_from(["none", "me"]) | people,
        named=st.none() | st.sets(sites, min_size=1) | st.just("unknown"),
        limit=st.integers(1, 3),
    )
    def look(
        self,
        *,
        site: int,
        who: int,
        search: str | None,
        contact: int | str | None,
        named: set[int] | Literal["unknown"] | None,
        limit: int,
    ) -> None:
        """List with a query, page by page: items and total are the model's, each once."""
        who = self._one_of(site, who)
        query: dict[str, Any] = {"search": search, "limit": limit}
        query["contact"] = str(self.people[contact]) if isinstance(contact, int) else contact
        if named is not None:
            ids = [new_id()] if named == "unknown" else [self.sites[n].partner.id for n in named]
            query["partners"] = tuple(ids)
        caller = self._principal(site, who)
        if not self._is_open(site, who):
            with_area = outcome_of(lambda: page(self.world, caller, **query))
            assert isinstance(with_area, AreaNotVisible)
            return
        chosen = self._chosen(named)
        wanted = [
            served
            for served in self._visible_to(who)
            if _fits(served, search)
            and _has_contact(served, contact, who)
            and served.site in chosen
        ]
        assert self._pages(caller, query) == [_place(served)[1] for served in wanted]
        self._expect_reasons(caller, who, query, chosen, is_empty=not wanted)
        self._open_each(caller, who)

    @invariant()
    def the_vendor_sees_what_each_partner_serves(self) -> None:
        if not hasattr(self, "sites") or not self.staff_can_narrow:
            return
        partners = tuple(site.partner.id for site in self.sites)
        listed = page(self.world, self.world.staff(), partners=partners, limit=100)
        served = {
            each.organisation.id: None if each.contact is None else self.people[each.contact]
            for each in self.customers
            if each.site is not None
        }
        seen = {each.id: each.contact and each.contact.person_id for each in listed.items}
        assert (seen, listed.total) == (served, len(served))

    def _open_each(self, caller: Principal, who: int) -> None:
        """Open every customer: exactly the visible ones open, all others look like none."""
        visible = {served.organisation.id for served in self._visible_to(who)}
        for customer_id in (*(each.organisation.id for each in self.customers), new_id()):
            answer = outcome_of(partial(self.world.service.get_customer, caller, customer_id))
            if customer_id in visible:
                assert isinstance(answer, Customer), answer
            else:
                assert isinstance(answer, NotFound), answer
                assert answer.arguments == ("customer",)

    # What the model says.

    def _one_of(self, site: int, number: int) -> int:
        members = sorted(self.sites[site].members)
        return members[number % len(members)]

    def _is_open(self, site: int, who: int) -> bool:
        member = self.sites[site].members.get(who)
        return self.sites[site].is_certified and member is not None and member.has_area

    def _chosen(self, named: set[int] | Literal["unknown"] | None) -> set[int]:
        if named is None:
            return set(range(SITES))
        return set() if named == "unknown" else named

    def _visible_to(self, who: int) -> list[Served]:
        return sorted((each for each in self.customers if self._sees(who, each)), key=_place)

    def _sees(self, who: int, served: Served) -> bool:
        if served.site is None or not self._is_open(served.site, who):
            return False
        data_scope = self.sites[served.site].members[who].data_scope
        return data_scope == "all" or (data_scope == "own" and served.contact == who)

    def _assigning(
        self, site: int, who: int, served: Served, whom: int | None
    ) -> type[WireError] | None:
        if not self._is_open(site, who):
            return AreaNotVisible
        if served.site is None or not self._sees(who, served):
            return NotFound
        at_its_site = self.sites[served.site].members
        if not (at_its_site[who].decides or at_its_site[who].may_assign):
            return NotPermitted
        if whom is not None and whom not in at_its_site:
            return InvalidInput
        return None

    def _expect_reasons(
        self,
        caller: Principal,
        who: int,
        query: dict[str, Any],
        chosen: set[int],
        *,
        is_empty: bool,
    ) -> None:
        """Compare why the list is short: settings alone say so, or that nothing was found."""
        wanted: list[str] = []
        for number, site in enumerate(self.sites):
            member = site.members.get(who)
            if member is None or number not in chosen:
                continue
            if not site.is_certified:
                wanted.append("not_certified")
            elif not member.has_area:
                wanted.append("area_not_visible")
            elif member.data_scope != "all":
                wanted.append(f"visibility_{member.data_scope}")
        if not wanted and is_empty:
            narrowed = any(query.get(name) for name in ("search", "contact", "partners"))
            wanted.append("filtered" if narrowed else "no_customers")
        found = page(self.world, caller, **query).explanations
        assert sorted(each.reason for each in found) == sorted(wanted)

    # Doing it.

    def _organisation(self, kind: Any, name: str) -> Organisation:
        number = next(_numbers)
        organisation = Organisation(
            id=new_id(), kind=kind, customer_number=f"{number:05}", name=name, language="de"
        )
        with self.world.room.of_everybody() as records:
            assert records.organisations.add_if_new(organisation)
        return organisation

    def _join(
        self,
        site: int,
        who: int,
        role: Role,
        data_scope: DataScope,
        *,
        has_area: bool,
        team: Team | None = None,
    ) -> None:
        chosen = AREAS if role == "admin" else CHOSEN_AREAS
        member = Member(
            organisation_id=self.sites[site].partner.id,
            person_id=self.people[who],
            role=role,
            areas=chosen if has_area else DEFAULT_AREAS,
            data_scope=data_scope,
            team=team,
        )
        with self.world.room.of_everybody() as records:
            assert records.memberships.add_if_new(member)
            token = _session(member, records)
        self.sites[site].members[who] = Membership(
            token=token, role=role, data_scope=data_scope, has_area=has_area, team=team
        )

    def _principal(self, site: int, who: int) -> Principal:
        token = self.sites[site].members[who].token
        return self.world.verify(self.world.service.authenticate(token))

    def _admin(self, site: int) -> Principal:
        return self._principal(site, TRAVELLERS + site)

    def _seen_by(self, caller: Principal) -> object:
        return outcome_as_text(lambda: page(self.world, caller, limit=100).items)

    def _pages(self, caller: Principal, query: dict[str, Any]) -> list[UUID]:
        seen: list[UUID] = []
        totals: set[int] = set()
        cursor: str | None = None
        while True:
            found = page(self.world, caller, cursor=cursor, **query)
            seen += [each.id for each in found.items]
            totals.add(found.total)
            assert len(found.items) <= query["limit"]
            if found.next_cursor is None:
                assert totals == {len(seen)}
                return seen
            cursor = found.next_cursor


def outcome_of(attempt: Any) -> object:
    """Return the answer, or the error that a caller may act on."""
    try:
        return attempt()
    except WireError as error:
        return error


def outcome_as_text(attempt: Any) -> str:
    """Return the same as something that can be compared."""
    return repr(outcome_of(attempt))


def _place(served: Served) -> tuple[str, UUID]:
    return served.organisation.name.lower(), served.organisation.id


def _has_contact(served: Served, contact: int | str | None, me: int) -> bool:
    if contact is None:
        return True
    if contact == "none":
        return served.contact is None
    return served.contact == (me if contact == "me" else contact)


def _fits(served: Served, search: str | None) -> bool:
    if search is None:
        return True
    number = served.organisation.customer_number or ""
    return search.lower() in served.organisation.name.lower() or number.startswith(search)


def _person(person_id: UUID, number: int) -> Person:
    return Person(
        id=person_id,
        name=f"Person {number}",
        email=f"{person_id}@demo.example",
        password_hash="-",
        language="de",
    )


def _session(member: Member, records: Records) -> str:
    token = new_token(SESSION)
    records.sessions.add(
        session_id=new_id(),
        token_sha256=token_sha256(token),
        person_id=member.person_id,
        organisation_id=member.organisation_id,
    )
    return token
