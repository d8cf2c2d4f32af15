"""Answers that the vendor's people keep ready, as versioned data."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.request_types import Key, Label
from contracts.versions import BaseVersion

_Body = Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]


class AnswerBody(msgspec.Struct, frozen=True, kw_only=True):
    """What is said, in both languages; `{number}` and its like stand for what the request says."""

    de: _Body
    en: _Body


class CannedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is kept ready."""

    key: Key
    version: int
    label: Label
    body: AnswerBody
    department: Key | None = None
    """Which department it is for; None for all of them."""
    is_offered: bool = True


class CannedAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """Answers, by their key, and what may stand in braces in them."""

    items: tuple[CannedAnswer, ...]
    placeholders: tuple[str, ...]


class PutCannedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The next version of an answer; `base_version` is the one it changes, 0 for a new answer."""

    key: Key
    base_version: BaseVersion
    label: Label
    body: AnswerBody
    department: Key | None = None
    is_offered: bool = True


class FillCannedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Which answer is wanted for which request."""

    request_id: UUID
    key: Key


class FilledAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as its requester would read it, in his language; nothing is said by asking."""

    body: str
    language: str
