"""People and their memberships."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chassis.clock import BERLIN
from contracts.identity import Membership, Organisation
from contracts.inbound import DocumentType
from identity.domain.addresses import EmailAddress
from identity.domain.people import Member, Person
from identity.domain.teams import DECIDING_TEAMS
from identity.store.organisations import organisation_of
from identity.store.tables import MEMBERSHIP, ORGANISATION, PERSON

# Made once: each sign-in asks these, and has little time besides its hash.
_BY_ADDRESS = select(PERSON).where(PERSON.c.email_key == bindparam("email_key"))
_ORGANISATIONS = (
    select(ORGANISATION)
    .join_from(ORGANISATION, MEMBERSHIP, MEMBERSHIP.c.organisation_id == ORGANISATION.c.id)
    .where(MEMBERSHIP.c.person_id == bindparam("person"))
    .order_by(MEMBERSHIP.c.created_at, MEMBERSHIP.c.organisation_id)
)


class PersonStore:
    """People in the caller's transaction; one per address. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def find_by_address(self, email_key: str) -> Person | None:
        """Return the person who signs in with this address, or None."""
        row = self._session.execute(_BY_ADDRESS, {"email_key": email_key}).first()
        return person_of(row) if row else None

    def add_if_new(self, person: Person, email_key: str) -> bool:
        """Insert `person`; return False if the address already has one.

        Waits for a concurrent insert of the same address to commit or roll back.
        """
        inserted = self._session.scalar(
            insert(PERSON)
            .values(
                id=person.id,
                name=person.name,
                email=person.email,
                email_key=email_key,
                password_hash=person.password_hash,
                language=person.language,
                created_at=self._now,
            )
            .on_conflict_do_nothing(index_elements=["email_key"])
            .returning(PERSON.c.id)
        )
        return inserted is not None

    def find(self, person_id: UUID) -> Person | None:
        """Return the person, or None."""
        row = self._session.execute(select(PERSON).where(PERSON.c.id == person_id)).first()
        return person_of(row) if row else None

    def hold(self, person_id: UUID) -> None:
        """Return once nobody changes how the person signs in; he waits until the transaction ends.

        Whoever inserts a session takes this lock anyway, by its foreign key; taken first, what is
        read afterwards is what was committed.
        """
        query = select(PERSON.c.id).where(PERSON.c.id == person_id)
        self._session.execute(query.with_for_update(read=True, key_share=True))

    def lock(self, person_id: UUID) -> Person | None:
        """Return the person; nobody signs him in or changes how he does until the end."""
        query = select(PERSON).where(PERSON.c.id == person_id).with_for_update()
        row = self._session.execute(query).first()
        return person_of(row) if row else None

    def has_address(self, person_id: UUID, email_key: str) -> bool:
        """Return whether the person signs in with this address; it stays so meanwhile."""
        query = select(PERSON.c.email_key).where(PERSON.c.id == person_id)
        return self._session.scalar(query.with_for_update()) == email_key

    def change_address(self, person_id: UUID, address: EmailAddress) -> bool:
        """Store the address that the person signs in with; False if another person has it."""
        try:
            with self._session.begin_nested():
                self._session.execute(
                    update(PERSON)
                    .where(PERSON.c.id == person_id)
                    .values(email=address.address, email_key=address.key)
                )
        except IntegrityError:  # the unique key decides, also between two at once
            return False
        return True

    def set_hash(self, person_id: UUID, new: str) -> None:
        """Store the hash of a new password."""
        self._session.execute(
            update(PERSON).where(PERSON.c.id == person_id).values(password_hash=new)
        )

    def replace_hash(self, person_id: UUID, *, old: str, new: str) -> None:
        """Store a hash with today's parameters, unless the password was changed meanwhile."""
        self._session.execute(
            update(PERSON)
            .where(PERSON.c.id == person_id, PERSON.c.password_hash == old)
            .values(password_hash=new)
        )


class MembershipStore:
    """Memberships in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(self, member: Member) -> bool:
        """Insert the membership; return False if the person already is a member."""
        inserted = self._session.scalar(
            insert(MEMBERSHIP)
            .values(
                organisation_id=member.organisation_id,
                person_id=member.person_id,
                role=member.role,
                areas=list(member.areas),
                grants=list(member.grants),
                data_scope=member.data_scope,
                is_initial=member.is_initial,
                operator_number=member.operator_number,
                team=member.team,
                created_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(MEMBERSHIP.c.person_id)
        )
        return inserted is not None

    def lock(self, organisation_id: UUID, person_id: UUID) -> Membership | None:
        """Return the membership with its person; nobody else changes it meanwhile."""
        row = self._session.execute(
            _with_person(organisation_id)
            .where(MEMBERSHIP.c.person_id == person_id)
            .with_for_update(of=MEMBERSHIP)
        ).first()
        return _membership_of(row) if row else None

    def of_organisation(self, organisation_id: UUID) -> tuple[Membership, ...]:
        """Return the organisation's members with their people, by name."""
        rows = self._session.execute(
            _with_person(organisation_id).order_by(PERSON.c.name, PERSON.c.id)
        )
        return tuple(_membership_of(row) for row in rows)

    def has_address(self, organisation_id: UUID, email_key: str) -> bool:
        """Return whether somebody with this address already is a member."""
        query = _with_person(organisation_id).where(PERSON.c.email_key == email_key)
        return self._session.execute(query).first() is not None

    def find_operator(self, organisation_id: UUID, operator_number: str) -> Membership | None:
        """Return the member who is this operator in the ERP, or None."""
        query = _with_person(organisation_id).where(MEMBERSHIP.c.operator_number == operator_number)
        row = self._session.execute(query).first()
        return _membership_of(row) if row else None

    def find(self, organisation_id: UUID, person_id: UUID) -> Membership | None:
        """Return the membership with its person, or None."""
        query = _with_person(organisation_id).where(MEMBERSHIP.c.person_id == person_id)
        row = self._session.execute(query).first()
        return _membership_of(row) if row else None

    def count_admins(self, organisation_id: UUID) -> int:
        """Return how many administrators the organisation has."""
        query = select(func.count()).where(
            MEMBERSHIP.c.organisation_id == organisation_id, MEMBERSHIP.c.role == "admin"
        )
        return self._session.scalars(query).one()

    def change(self, organisation_id: UUID, member: Membership) -> None:
        """Store what the member is from now on; the caller has locked the membership."""
        self._session.execute(
            update(MEMBERSHIP)
            .where(
                MEMBERSHIP.c.organisation_id == organisation_id,
                MEMBERSHIP.c.person_id == member.person_id,
            )
            .values(
                role=member.role,
                areas=list(member.areas),
                grants=list(member.grants),
                data_scope=member.data_scope,
                operator_number=member.operator_number,
                team=member.team,
                document_types=_list(member.document_types),
            )
        )

    def note_use(self, organisation_id: UUID, person_id: UUID) -> None:
        """Remember that the member was here today, in Berlin; writes once a day."""
        today = self._now.astimezone(BERLIN).date()
        self._session.execute(
            update(MEMBERSHIP)
            .where(
                MEMBERSHIP.c.organisation_id == organisation_id,
                MEMBERSHIP.c.person_id == person_id,
                MEMBERSHIP.c.last_used_on.is_(None) | (MEMBERSHIP.c.last_used_on < today),
            )
            .values(last_used_on=today)
        )

    def remove(self, organisation_id: UUID, person_id: UUID) -> None:
        """Delete the membership; the person and his sign-in stay."""
        self._session.execute(
            delete(MEMBERSHIP).where(
                MEMBERSHIP.c.organisation_id == organisation_id,
                MEMBERSHIP.c.person_id == person_id,
            )
        )

    def admins_of(self, organisation_id: UUID) -> tuple[Membership, ...]:
        """Return the organisation's administrators, by name."""
        rows = self._session.execute(
            _with_person(organisation_id)
            .where(MEMBERSHIP.c.role == "admin")
            .order_by(PERSON.c.name, PERSON.c.id)
        )
        return tuple(_membership_of(row) for row in rows)

    def deciders_of(self, organisation_id: UUID) -> tuple[Membership, ...]:
        """Return the partner's administrators and members of its deciding teams, by name."""
        rows = self._session.execute(
            _with_person(organisation_id)
            .where((MEMBERSHIP.c.role == "admin") | MEMBERSHIP.c.team.in_(sorted(DECIDING_TEAMS)))
            .order_by(PERSON.c.name, PERSON.c.id)
        )
        return tuple(_membership_of(row) for row in rows)

    def organisations_of(self, person_id: UUID) -> tuple[Organisation, ...]:
        """Return the organisations the person is a member of, the oldest membership first."""
        rows = self._session.execute(_ORGANISATIONS, {"person": person_id})
        return tuple(organisation_of(row) for row in rows)


def person_of(row: Row[tuple[object, ...]]) -> Person:
    """Return the person that a row of the table describes."""
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        password_hash=row.password_hash,
        language=row.language,
    )


def _with_person(organisation_id: UUID) -> Select[Any]:
    return (
        select(MEMBERSHIP, PERSON.c.name, PERSON.c.email)
        .join_from(MEMBERSHIP, PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
        .where(MEMBERSHIP.c.organisation_id == organisation_id)
    )


def _membership_of(row: Row[tuple[object, ...]]) -> Membership:
    return Membership(
        person_id=row.person_id,
        person_name=row.name,
        email=row.email,
        role=row.role,
        areas=tuple(row.areas),
        is_initial=row.is_initial,
        operator_number=row.operator_number,
        grants=tuple(row.grants),
        data_scope=row.data_scope,
        team=row.team,
        document_types=None if row.document_types is None else tuple(row.document_types),
    )


def _list(words: tuple[DocumentType, ...] | None) -> list[DocumentType] | None:
    return None if words is None else list(words)
