"""Names in their parts, and particulars that are kept elsewhere (MB-01 to MB-03)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from msgspec import UNSET, UnsetType

from contracts.errors import InvalidInput, ManagedExternally
from contracts.events import Language
from contracts.profiles import MANAGED_ELSEWHERE, ProviderAccount, UpdateProfile
from identity.domain.texts import one_line

LONGEST_NAME = 200
# Words that stand before a family name and belong to it: Ludwig van Beethoven, Anna von der Heide.
_PARTICLES = frozenset(
    [
        "auf",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "vom",
        "von",
        "zu",
        "zum",
        "zur",
    ]
)
_Field = Literal["given_name", "family_name"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountPortal:
    """Where people's accounts outside Kontor are kept, as the operator has named it."""

    provider: str
    manage_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalName:
    """A name in its parts; who has one name only has no family name."""

    given: str
    family: str | None

    @property
    def shown(self) -> str:
        """The name as everybody sees it."""
        return f"{self.given} {self.family}" if self.family else self.given


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredProfile:
    """A person's particulars as they are stored; the parts of the name may not be known yet."""

    person_id: UUID
    name: str
    given_name: str | None
    family_name: str | None
    email: str
    language: Language
    account_subject: str | None
    provider_accounts: tuple[ProviderAccount, ...] = ()

    @property
    def parts(self) -> PersonalName:
        """The parts of the name, as the person said, or else as they can be told from it."""
        if self.given_name is not None:
            return PersonalName(given=self.given_name, family=self.family_name)
        return parts_of(self.name)


def parts_of(name: str) -> PersonalName:
    """Return the parts of a name that was typed as one: the last word, with what belongs to it."""
    words = name.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold() in _PARTICLES:
        at -= 1
    if at < 1:
        return PersonalName(given=name, family=None)
    return PersonalName(given=" ".join(words[:at]), family=" ".join(words[at:]))


def require_kept_here(request: UpdateProfile, portal: AccountPortal | None) -> None:
    """Return when nothing is to be changed that is kept elsewhere (MB-03).

    Raises:
        ManagedExternally: a field is; says which, and where it is changed.
        InvalidInput: the same, where the operator has named no such place.
    """
    for field in MANAGED_ELSEWHERE:
        if getattr(request, field) is not UNSET:
            if portal is None:
                raise InvalidInput(field, "not_kept_here")
            raise ManagedExternally(field, portal.manage_url)


def changed_name(known: PersonalName, request: UpdateProfile) -> PersonalName:
    """Return the name with the parts that change (MB-02).

    Raises:
        InvalidInput: there is no given name left, a part is blank, or the whole too long.
    """
    given = _part("given_name", request.given_name, known.given)
    family = _part("family_name", request.family_name, known.family)
    if given is None:
        raise InvalidInput("given_name", "required")
    name = PersonalName(given=given, family=family)
    if len(name.shown) > LONGEST_NAME:
        raise InvalidInput("family_name", "too_long")
    return name


def changed_language(known: Language, request: UpdateProfile) -> Language:
    """Return the language that the person wants to be spoken to in.

    Raises:
        InvalidInput: none is wanted.
    """
    if request.language is UNSET:
        return known
    if request.language is None:
        raise InvalidInput("language", "required")
    return request.language


def _part(field: _Field, wanted: str | UnsetType | None, known: str | None) -> str | None:
    if wanted is UNSET:
        return known
    return None if wanted is None else one_line(field, wanted, longest=LONGEST_NAME)
