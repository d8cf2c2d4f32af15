"""Answers that the vendor's people keep ready."""

from chassis.entrypoints import rpc
from contracts.canned_answers import (
    CannedAnswer,
    CannedAnswers,
    FillCannedAnswer,
    FilledAnswer,
    PutCannedAnswer,
)
from contracts.principal import Principal
from tickets.calls.tools import TicketsCalls
from tickets.domain.canned_answers import PLACEHOLDERS
from tickets.domain.request_types import require_staff
from tickets.use_cases.canned_answers.fill_canned_answer import fill_canned_answer
from tickets.use_cases.canned_answers.put_canned_answer import put_canned_answer


class CannedAnswerCalls(TicketsCalls):
    """Answers that the vendor's people keep ready."""

    @rpc(reads=True)
    def list_canned_answers(self, caller: Principal) -> CannedAnswers:
        """List them, also those that are offered no more, for the vendor's people."""
        require_staff(caller)
        with self._room.of_nobody() as records:
            return CannedAnswers(items=records.canned_answers.newest(), placeholders=PLACEHOLDERS)

    @rpc
    def put_canned_answer(self, caller: Principal, request: PutCannedAnswer) -> CannedAnswer:
        """Add a version of one, for the vendor's people. Raises ChangedMeanwhile, InvalidInput."""
        require_staff(caller)
        with self._room.of_nobody() as records:
            return put_canned_answer(caller, request, records)

    @rpc(reads=True)
    def fill_canned_answer(self, caller: Principal, request: FillCannedAnswer) -> FilledAnswer:
        """Fill one in for a request, for the vendor's people. Raises NotFound, InvalidInput."""
        return fill_canned_answer(caller, request, self._tools)
