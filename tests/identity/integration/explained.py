"""What the services answer somebody who opens an area, each by its own guard."""

from catalog.domain.self_services import require_self_services
from chassis.entrypoints.admission import Admission
from chassis.service import require_area
from contracts.errors import WireError
from contracts.explain import SELF_SERVICES
from contracts.principal import Principal
from identity.domain.business_area import BUSINESS, require_business


def services_let_in(principal: Principal, area: str) -> bool:
    """Whether the person gets in."""
    try:
        Admission(reads=True).require(principal)
        if area == SELF_SERVICES:
            require_self_services(principal)
        elif area == BUSINESS:
            require_business(principal)
        else:
            require_area(principal, area)
    except WireError:
        return False
    return True
