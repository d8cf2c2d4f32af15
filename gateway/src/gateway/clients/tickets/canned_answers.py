"""Answers that the vendor's people keep ready."""

from contracts.canned_answers import (
    CannedAnswer,
    CannedAnswers,
    FillCannedAnswer,
    FilledAnswer,
    PutCannedAnswer,
)
from gateway.clients.rpc import CallContext, Service


class CannedAnswerCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_canned_answers(self, caller: CallContext) -> CannedAnswers:
        """Return all of them."""
        return await self.read(caller, "list_canned_answers", {}, CannedAnswers)

    async def put_canned_answer(
        self, caller: CallContext, request: PutCannedAnswer
    ) -> CannedAnswer:
        """Add a version of one."""
        return await self.write(caller, "put_canned_answer", {"request": request}, CannedAnswer)

    async def fill_canned_answer(
        self, caller: CallContext, request: FillCannedAnswer
    ) -> FilledAnswer:
        """Return one as the requester would read it."""
        return await self.read(caller, "fill_canned_answer", {"request": request}, FilledAnswer)
