"""Keys for machines: which scopes there are, and who may give them."""

from contracts.delivery import FETCH_PRINT_BATCHES
from contracts.errors import InvalidInput, NotPermitted
from contracts.principal import Principal

PUBLISH = "documents.publish"
READ = "documents.read"
# The area a scope lets its key into, in its own organisation.
_AREAS = {READ: "post"}
_LONGEST_SOURCE = 500


def require_may_create(
    caller: Principal, scopes: tuple[str, ...], sources: tuple[str, ...]
) -> None:
    """Return when the caller may make such a key.

    Administrators make reading keys of their own organisation; only the vendor's administrators
    make keys that publish, because such a key speaks for every customer of its sources, and keys
    that fetch print batches, because those hold every customer's documents.

    Raises:
        InvalidInput: no or unknown scopes, or sources that do not fit the scopes.
        NotPermitted: the caller may not give one of the scopes.
    """
    if caller.kind != "person" or not caller.is_admin:
        raise NotPermitted("admin")
    if not scopes or not set(scopes) <= {PUBLISH, READ, FETCH_PRINT_BATCHES}:
        raise InvalidInput("scopes", "unknown_scope")
    if {PUBLISH, FETCH_PRINT_BATCHES} & set(scopes) and not caller.is_staff:
        raise NotPermitted("vendor_staff")
    if bool(sources) != (PUBLISH in scopes):
        raise InvalidInput("sources", "required" if PUBLISH in scopes else "not_allowed")
    for source in sources:
        if not source.strip() or len(source) > _LONGEST_SOURCE or not source.isprintable():
            raise InvalidInput("sources", "not_a_source")


def areas_of(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the areas that a key with these scopes enters in its organisation."""
    return tuple(_AREAS[scope] for scope in scopes if scope in _AREAS)
