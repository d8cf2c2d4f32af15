"""Partners, their customers, and who looks after whom."""

from chassis.entrypoints import rpc
from contracts.identity import Organisation
from contracts.partners import SetCertification
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import require_staff
from identity.use_cases.partners.set_certification import set_certification


class PartnerCalls(IdentityCalls):
    """Partners, their customers, and who looks after whom."""

    @rpc
    def set_certification(self, caller: Principal, request: SetCertification) -> Organisation:
        """Certify a partner or not, for the vendor's people; opens its business area."""
        require_staff(caller)
        with self._room.of(request.organisation_id) as records:
            return set_certification(caller, request, records)
