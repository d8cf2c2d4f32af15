"""Find out who can change what decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from contracts.errors import WireError
from contracts.explain import Decider, Rule
from contracts.identity import Membership
from contracts.principal import Principal
from identity.domain.granting import require_may_give_areas
from identity.domain.teams import decides
from identity.store.records import RecordRoom
from identity.use_cases.explain.find_asked import Asked

_ASKED_AT_MOST = 20
_VENDOR = Decider(kind="vendor_administration")


@dataclass(frozen=True, kw_only=True, slots=True)
class Deciders:
    """Whom to ask, without the caller, and whether he can change it himself."""

    ask: tuple[Decider, ...] = ()
    caller_can: bool = False

    @classmethod
    def of_vendor(cls, caller: Principal) -> "Deciders":
        """Return the vendor's people, among whom the caller may be himself."""
        return cls(ask=() if caller.is_staff else (_VENDOR,), caller_can=caller.is_staff)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Surroundings:
    """The question, and everybody who belongs to the organisation that decides it."""

    asked: Asked
    organisation_id: UUID | None
    area: str
    members: tuple[Membership, ...]

    @property
    def about(self) -> Membership:
        """What the person whom the question is about is there."""
        person_id = self.asked.session.person.id
        return next(each for each in self.members if each.person_id == person_id)

    def who(self, can_change: Callable[[Membership], bool]) -> Deciders:
        """Return the colleagues who can."""
        caller, able = self.asked.caller, [each for each in self.members if can_change(each)]
        others = [each for each in able if each.person_id != caller.subject]
        return Deciders(
            ask=tuple(
                Decider(kind="colleague", name=each.person_name, role=each.role)
                for each in others[:_ASKED_AT_MOST]
            ),
            # He changes things where he acts; elsewhere he would have to switch over first.
            caller_can=len(others) < len(able) and caller.organisation_id == self.organisation_id,
        )


_Finding: TypeAlias = Callable[[_Surroundings], Deciders]


def find_deciders(
    asked: Asked, rule: Rule, area: str, room: RecordRoom, *, organisation_id: UUID | None = None
) -> Deciders:
    """Return who can change what the rule is about: colleagues of the person, or the vendor.

    They are those of `organisation_id` where the rule is about another one of his.
    """
    members: tuple[Membership, ...] = ()
    place = organisation_id or asked.organisation_id
    if place is not None:
        with room.of(place) as records:
            members = records.memberships.of_organisation(place)
    finding = _FINDINGS.get(rule)
    if finding is None:
        return Deciders()
    return finding(_Surroundings(asked=asked, organisation_id=place, area=area, members=members))


def _vendor(_around: _Surroundings) -> Deciders:
    return Deciders(ask=(_VENDOR,))


def _vendors_people(around: _Surroundings) -> Deciders:
    return Deciders.of_vendor(around.asked.caller)


def _person(around: _Surroundings) -> Deciders:
    if around.asked.is_oneself:
        return Deciders(caller_can=True)
    return Deciders(ask=(Decider(kind="oneself", name=around.asked.session.person.name),))


def _administrators_or_vendor(around: _Surroundings) -> Deciders:
    found = around.who(_administers)
    vendor = Deciders.of_vendor(around.asked.caller)
    return Deciders(ask=(*found.ask, *vendor.ask), caller_can=found.caller_can or vendor.caller_can)


def _administrators(around: _Surroundings) -> Deciders:
    found = around.who(_administers)
    return Deciders(ask=found.ask, caller_can=found.caller_can or around.asked.caller.is_staff)


def _givers_of_the_area(around: _Surroundings) -> Deciders:
    """Return who may switch the person's area, by the rule that `set_areas` asks."""
    about = around.about
    areas = tuple(sorted(set(about.areas) ^ {around.area}))

    def gives(giver: Membership) -> bool:
        try:
            require_may_give_areas(giver, about, areas)
        except WireError:
            return False
        return True

    return around.who(gives)


def _deciding_teams(around: _Surroundings) -> Deciders:
    found = around.who(decides)
    return Deciders(ask=found.ask, caller_can=found.caller_can or around.asked.caller.is_staff)


def _administers(member: Membership) -> bool:
    return member.role == "admin"


_FINDINGS: dict[Rule, _Finding] = {
    "contract_running": _vendor,
    "certified_partner": _vendors_people,
    "second_factor": _person,
    "booked": _administrators_or_vendor,
    "role": _administrators,
    "document_type_shown": _administrators,
    "area_switched_on": _givers_of_the_area,
    "customer_served": _vendors_people,
    "visibility": _deciding_teams,
    "digital_delivery": _administrators_or_vendor,
    "address_named": _vendors_people,
    "address_is_yours": _vendors_people,
    "mail_handed_over": _vendors_people,
}
