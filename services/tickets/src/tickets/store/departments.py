"""Departments with their members, in the caller's transaction; the store never commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.departments import Department, DepartmentMember, PutDepartment
from contracts.people_news import PersonChanged
from contracts.request_types import Label
from tickets.domain.people import Person
from tickets.store.department_tables import DEPARTMENT, DEPARTMENT_MEMBER


@dataclass(frozen=True, kw_only=True, slots=True)
class Reception:
    """Who takes care of what comes to a department, None if nobody was named, and who is told."""

    responsible: Person | None
    told: tuple[Person, ...]


class DepartmentStore:
    """The departments of the vendor."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def every(self) -> tuple[Department, ...]:
        """Return all departments, by key, with their members by name."""
        members: dict[str, list[DepartmentMember]] = {}
        query = select(DEPARTMENT_MEMBER).order_by(
            DEPARTMENT_MEMBER.c.name, DEPARTMENT_MEMBER.c.person_id
        )
        for row in self._session.execute(query):
            members.setdefault(row.department, []).append(
                DepartmentMember(
                    person_id=row.person_id,
                    name=row.name,
                    is_told=row.is_told,
                    is_responsible=row.is_responsible,
                )
            )
        rows = self._session.execute(select(DEPARTMENT).order_by(DEPARTMENT.c.key))
        return tuple(
            Department(
                key=row.key,
                label=msgspec.convert(row.label, Label),
                is_default=row.is_default,
                version=row.version,
                members=tuple(members.get(row.key, ())),
            )
            for row in rows
        )

    def default(self) -> str:
        """Return which department takes what fits nowhere; there is always one."""
        key: str = self._session.scalars(
            select(DEPARTMENT.c.key).where(DEPARTMENT.c.is_default)
        ).one()
        return key

    def lock(self) -> tuple[Department, ...]:
        """Return the same; nobody else changes one until the transaction ends."""
        self._session.execute(select(DEPARTMENT.c.key).order_by(DEPARTMENT.c.key).with_for_update())
        return self.every()

    def put(self, wanted: PutDepartment, people: Mapping[UUID, Person]) -> bool:
        """Store the department as it is from now on; False if a new one's key is taken.

        The caller has locked the others.
        """
        if wanted.is_default:
            self._session.execute(update(DEPARTMENT).values(is_default=False))
        values = {
            "label": msgspec.to_builtins(wanted.label),
            "is_default": wanted.is_default,
            "version": wanted.base_version + 1,
        }
        stored = self._session.scalar(
            insert(DEPARTMENT)
            .values(key=wanted.key, **values)
            .on_conflict_do_update(
                index_elements=["key"],
                set_=values,
                where=DEPARTMENT.c.version == wanted.base_version,
            )
            .returning(DEPARTMENT.c.key)
        )
        if stored is None:
            return False
        known = {
            row.person_id: row
            for row in self._session.execute(
                select(DEPARTMENT_MEMBER).where(DEPARTMENT_MEMBER.c.department == wanted.key)
            )
        }
        self._session.execute(
            delete(DEPARTMENT_MEMBER).where(DEPARTMENT_MEMBER.c.department == wanted.key)
        )
        for member in wanted.members:
            person, before = people[member.person_id], known.get(member.person_id)
            self._session.execute(
                insert(DEPARTMENT_MEMBER).values(
                    department=wanted.key,
                    person_id=member.person_id,
                    name=person.name,
                    email=person.email,
                    # Which language somebody reads, he alone is told.
                    language=person.language if before is None else before.language,
                    is_told=member.is_told,
                    is_responsible=member.is_responsible,
                    told_at=None if before is None else before.told_at,
                )
            )
        return True

    def reception(self, department: str) -> Reception:
        """Return who takes care of what comes in, and who is told of it."""
        rows = self._session.execute(
            select(DEPARTMENT_MEMBER)
            .where(DEPARTMENT_MEMBER.c.department == department)
            .order_by(DEPARTMENT_MEMBER.c.person_id)
        ).all()
        responsible = next((row for row in rows if row.is_responsible), None)
        return Reception(
            responsible=None if responsible is None else _person(responsible),
            told=tuple(_person(row) for row in rows if row.is_told),
        )

    def follow(self, changed: PersonChanged) -> None:
        """Take over what identity tells of a person; what is older changes nothing."""
        self._session.execute(
            update(DEPARTMENT_MEMBER)
            .where(
                DEPARTMENT_MEMBER.c.person_id == changed.person_id,
                or_(
                    DEPARTMENT_MEMBER.c.told_at.is_(None),
                    DEPARTMENT_MEMBER.c.told_at < changed.at,
                ),
            )
            .values(
                name=changed.name,
                email=changed.email,
                language=changed.language,
                told_at=changed.at,
            )
        )

    def leave(self, person_id: UUID) -> None:
        """Take somebody out of every department."""
        self._session.execute(
            delete(DEPARTMENT_MEMBER).where(DEPARTMENT_MEMBER.c.person_id == person_id)
        )


def _person(row: Row[Any]) -> Person:
    return Person(id=row.person_id, name=row.name, email=row.email, language=row.language)
