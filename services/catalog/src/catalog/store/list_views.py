"""How people look at lists, in the caller's transaction; never commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from catalog.store.view_tables import LIST_VIEW
from chassis.database import Askable
from contracts.list_views import ListName, ListView


class ListViewStore:
    """Views of people of the organisation that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def find(self, organisation_id: UUID, person_id: UUID, list_name: ListName) -> ListView:
        """Return how the person looks at the list; as usual where he has never said."""
        row = self._session.execute(
            select(LIST_VIEW.c.columns, LIST_VIEW.c.sort).where(
                LIST_VIEW.c.organisation_id == organisation_id,
                LIST_VIEW.c.person_id == person_id,
                LIST_VIEW.c.list_name == list_name,
            )
        ).first()
        return ListView(columns=tuple(row.columns), sort=row.sort) if row else ListView()

    def put(
        self, organisation_id: UUID, person_id: UUID, list_name: ListName, view: ListView
    ) -> None:
        """Store how the person looks at the list from now on; the last one counts."""
        values = {"columns": list(view.columns), "sort": view.sort, "changed_at": self._now}
        self._session.execute(
            insert(LIST_VIEW)
            .values(
                organisation_id=organisation_id,
                person_id=person_id,
                list_name=list_name,
                **values,
            )
            .on_conflict_do_update(
                index_elements=["organisation_id", "person_id", "list_name"], set_=values
            )
        )
