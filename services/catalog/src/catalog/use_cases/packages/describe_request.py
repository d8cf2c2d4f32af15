"""Put a request for a package into the form in which people read it."""

from catalog.domain.package_requests import StoredRequest, spoken
from contracts.packages import PackageRequest


def describe_request(request: StoredRequest, language: str) -> PackageRequest:
    """Return the request with the package's name in this language."""
    return PackageRequest(
        id=request.id,
        organisation_id=request.organisation_id,
        package_key=request.package_key,
        package_name=spoken(request.package_name, language),
        intent=request.intent,
        state=request.state,
        requested_at=request.requested_at,
        requester_name=request.requester.name,
        assignee=request.answering_assignee or request.assignee_name,
        due_at=request.due_at,
        requester_id=request.requester.id,
        answered_in=request.answering,
        offer=request.offer,
        reason=request.reason,
        settled_at=request.settled_at,
    )
