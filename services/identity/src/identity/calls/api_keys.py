"""Keys for machines, once they are made; for the organisation's administrators."""

from uuid import UUID

from chassis.entrypoints import rpc
from contracts.api_keys import ApiKeys
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import require_admin
from identity.use_cases.api_keys.revoke_api_key import revoke_api_key


class ApiKeyCalls(IdentityCalls):
    """Keys for machines, once they are made; for the organisation's administrators."""

    @rpc(reads=True)
    def list_api_keys(self, caller: Principal) -> ApiKeys:
        """List the own organisation's keys, without secrets, for administrators."""
        organisation_id = require_admin(caller)
        with self._room.of(organisation_id) as records:
            return ApiKeys(items=records.api_keys.all_of(organisation_id))

    @rpc
    def revoke_api_key(self, caller: Principal, key_id: UUID) -> None:
        """End a key for good, for administrators. Raises NotFound."""
        with self._room.of(require_admin(caller)) as records:
            revoke_api_key(caller, key_id, records)
