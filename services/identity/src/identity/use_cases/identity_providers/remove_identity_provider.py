"""Cease to let an organisation's people sign in with its provider."""

from chassis.service import actor_of
from contracts.principal import Principal
from identity.domain.permissions import require_admin
from identity.store.records import Records
from identity.use_cases.identity_providers.forget_links import forget_links
from identity.use_cases.organisations.lock_served import lock_served


def remove_identity_provider(caller: Principal, records: Records) -> None:
    """Forget the provider, its secret, domains and links; without one nothing happens.

    Sessions that it opened end. Its people choose a password by the link that everybody can ask
    for.

    Raises:
        NotPermitted: the caller does not administer the organisation.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    provider = records.identity_providers.lock(organisation.id)
    if provider is None:
        return
    domains = records.identity_providers.domains_of(organisation.id)
    forget_links(organisation.id, records)
    records.identity_providers.remove(organisation.id)
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="identity_provider.removed",
        subject=f"organisation:{organisation.id}",
        details={
            "issuer_before": provider.issuer,
            "client_id_before": provider.client_id,
            "domains_before": ",".join(each.domain for each in domains),
        },
    )
