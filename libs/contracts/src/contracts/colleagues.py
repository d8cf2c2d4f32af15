"""The people of one's own organisation, as far as anybody in it may know them."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.identity import Email


class ColleagueQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whom one means: somebody whose address one knows, and people whose ids one was told."""

    email: Email | None = None
    person_ids: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=100)] = ()


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the caller's organisation who may use more of the portal than documents."""

    person_id: UUID
    name: str


class Colleagues(msgspec.Struct, frozen=True, kw_only=True):
    """Those who were found, by name; who is no member is left out."""

    items: tuple[Colleague, ...]
