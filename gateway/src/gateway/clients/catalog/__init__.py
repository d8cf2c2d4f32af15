"""The catalog service: what customers may use, have booked and can order."""

from gateway.clients.catalog.entitlements import EntitlementCalls
from gateway.clients.catalog.packages import PackageCalls


class Catalog(
    PackageCalls,
    EntitlementCalls,
):
    """Typed calls to catalog, put together from the calls on each subject."""

    name = "catalog"
