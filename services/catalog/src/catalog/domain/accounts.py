"""Lists of a partner's customers and prospects, and which of them may be the same."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Literal, TypeVar
from uuid import UUID

from catalog.domain.list_pages import digest_of
from contracts.errors import InvalidInput
from contracts.partner_accounts import AccountOrder, AccountQuery

T = TypeVar("T")
Column = Literal["sorted_name", "customer_number", "sorted_contact", "created_at"]
_COLUMNS: dict[AccountOrder, Column] = {
    "name": "sorted_name",
    "number": "customer_number",
    "contact": "sorted_contact",
    "since": "created_at",
}
_LEGAL_FORMS = re.compile(
    r"\b(g?gmbh|mbh|ag|se|kg|kgaa|ohg|gbr|ug|ek|ev|eg|co|cokg|haftungsbeschraenkt|inc|ltd|llc)\b"
)
_ALIKE = 0.86  # "musterfabrik" and "musterfabrick" are, "nordbau" and "suedbau" are not
_LETTERS_ALIKE = 3


def column_of(query: AccountQuery) -> Column:
    """Return the column that the list is ordered by."""
    return _COLUMNS[query.order]


def list_digest(query: AccountQuery) -> str:
    """Return what tells this list from others, whatever the page and its size."""
    return digest_of(
        "accounts",
        query.kind,
        query.search,
        query.contact,
        sorted(map(str, query.partners)),
        query.order,
        query.descending,
    )


def read_contact(contact: str | None, caller_id: UUID) -> UUID | Literal["none"] | None:
    """Return whose customers are asked for: a person's, nobody's, or None for everybody's.

    Raises:
        InvalidInput: it is neither `none` nor `me` nor an id.
    """
    if contact is None or contact == "none":
        return contact  # type: ignore[return-value]  # it is one of these two
    if contact == "me":
        return caller_id
    try:
        return UUID(contact)
    except ValueError:
        raise InvalidInput("query.contact", "not_an_id") from None


def clean_name(name: str) -> str:
    """Return a prospect's name in single spaces.

    Raises:
        InvalidInput: nothing is left, or it holds what nobody can write.
    """
    words = " ".join(name.split())
    if not words or not words.isprintable():
        raise InvalidInput("name", "control_characters" if words else "blank")
    return words


def beginnings_of(name: str) -> tuple[str, ...]:
    """Return with which letters names begin that may be the same, as lists are sorted."""
    lowered = clean_name(name).lower()
    spelled = {lowered, _spelled_out(lowered), _with_umlauts(lowered)}
    return tuple(sorted({each[:_LETTERS_ALIKE] for each in spelled}))


def alike(name: str, candidates: Iterable[tuple[str, T]]) -> list[T]:
    """Return what is named much like `name`, whatever legal form or spelling of umlauts."""
    wanted = _core(name)
    matcher = SequenceMatcher(b=wanted)
    found: list[tuple[float, T]] = []
    for candidate, value in candidates:
        core = _core(candidate)
        matcher.set_seq1(core)
        if core == wanted:
            found.append((1.0, value))
        elif matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            found.append((matcher.ratio(), value))
    return [value for _, value in sorted(found, key=lambda each: -each[0])]


def _core(name: str) -> str:
    """Return what is left of a name without legal form, spaces and signs."""
    spelled = _spelled_out(name.lower().replace(".", ""))
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", " ", plain)
    core = _LEGAL_FORMS.sub("", words).replace(" ", "")
    return core or words.replace(" ", "")


def _spelled_out(name: str) -> str:
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.replace(umlaut, letters)
    return name


def _with_umlauts(name: str) -> str:
    for letters, umlaut in (("ae", "ä"), ("oe", "ö"), ("ue", "ü")):
        name = name.replace(letters, umlaut)
    return name
