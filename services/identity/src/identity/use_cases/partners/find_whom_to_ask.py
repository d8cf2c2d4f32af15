"""Find the colleagues who can change what somebody sees."""

from itertools import islice

from identity.domain.short_lists import limit_of
from identity.domain.sites import Site
from identity.store.records import Records

_ASKED_AT_MOST = 20


def find_whom_to_ask(site: Site, records: Records) -> tuple[str, ...]:
    """Return colleagues who can change what limits the site's list, by name, at most 20."""
    reason = limit_of(site)
    if reason is None:
        return ()
    deciders = records.memberships.deciders_of(site.partner.id)
    if reason == "area_not_visible":
        deciders = tuple(each for each in deciders if each.role == "admin")
    names = (each.person_name for each in deciders if each.person_id != site.viewer.person_id)
    return tuple(islice(names, _ASKED_AT_MOST))
