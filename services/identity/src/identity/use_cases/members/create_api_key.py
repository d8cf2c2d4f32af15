"""Make a key for a machine."""

from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import NotPermitted
from contracts.identity import ApiKey, CreateApiKey
from contracts.principal import Principal
from identity.domain.api_keys import areas_of, require_may_create
from identity.domain.texts import one_line
from identity.domain.tokens import API_KEY, new_token, token_sha256
from identity.store.api_keys import KeyRecord
from identity.store.records import Records


def create_api_key(caller: Principal, request: CreateApiKey, records: Records) -> ApiKey:
    """Return a new key of the caller's organisation; the secret is shown this once.

    Raises:
        NotPermitted: the caller may not give one of the scopes.
        InvalidInput: a blank name, unknown scopes, or sources that do not fit them.
    """
    scopes, sources = tuple(dict.fromkeys(request.scopes)), tuple(dict.fromkeys(request.sources))
    require_may_create(caller, scopes, sources)
    name = one_line("name", request.name)
    if caller.organisation_id is None:
        raise NotPermitted("membership")
    secret = new_token(API_KEY)
    key = KeyRecord(
        id=new_id(),
        organisation_id=caller.organisation_id,
        name=name,
        scopes=scopes,
        sources=sources,
        areas=areas_of(scopes),
        created_by=actor_of(caller),
    )
    records.api_keys.add(key, token_sha256(secret))
    records.audit.record(
        organisation_id=key.organisation_id,
        actor=key.created_by,
        action="api_key.created",
        subject=f"system:{key.id}",
        details={"name": name, "scopes": ",".join(scopes), "sources": ",".join(sources)},
    )
    return ApiKey(id=key.id, name=name, key=secret, scopes=scopes)
