"""Say what would make a request quicker to answer, before it is sent."""

from contracts.principal import Principal
from contracts.tickets import AdviseRequest, RequestAdvice
from tickets.domain.checklists import score_of, unfilled_of
from tickets.domain.request_lists import OPEN_STATES, ListFilter
from tickets.domain.titles import advice_on, likeness
from tickets.domain.visibility import viewer_of
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.describe_request import describe_requests
from tickets.use_cases.requests.reach_request import require_reader

# So many of the newest open requests are compared, of each list; more would not be looked at.
_COMPARED = 100
_SHOWN = 5
_ALIKE = 0.5


def advise_request(caller: Principal, request: AdviseRequest, room: RecordRoom) -> RequestAdvice:
    """Return advice on the words, and open requests that seem to say the same; refuses nothing.

    Only requests that the caller sees anyway are shown: his own, and those shared with him (C14).
    At most five, the likest first. How much is said is counted by the list of its kind.

    Raises:
        NotPermitted: the caller is no person, or an account for documents alone.
    """
    own = require_reader(caller)
    viewer = viewer_of(caller, own)
    narrowed = ListFilter(states=OPEN_STATES)
    with room.of(own) as records:
        seen = records.request_lists.newest(viewer, narrowed, _COMPARED)
        likest = sorted(
            ((likeness(request.title, each.title), each) for each in seen),
            key=lambda pair: pair[0],
            reverse=True,
        )
        alike = [each for degree, each in likest if degree >= _ALIKE][:_SHOWN]
        kind = None if request.kind is None else records.request_types.find(request.kind)
        title, description = request.title.strip(), request.description.strip()
        return RequestAdvice(
            advice=advice_on(title, description),
            similar=describe_requests(alike, viewer, records),
            score_percent=score_of(title, description, kind, request.fields),
            unfilled=unfilled_of(kind, request.fields),
        )
