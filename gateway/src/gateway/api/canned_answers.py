"""Answers that the vendor's people keep ready."""

from uuid import UUID

import msgspec

from contracts.canned_answers import (
    AnswerBody,
    CannedAnswer,
    CannedAnswers,
    FillCannedAnswer,
    FilledAnswer,
    PutCannedAnswer,
)
from contracts.request_types import Key, Label
from contracts.versions import BaseVersion
from gateway.api.decoding import read_values
from gateway.call import Call


class NextCannedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the answer says from now on; `base_version` is 0 for a new one."""

    base_version: BaseVersion
    label: Label
    body: AnswerBody
    department: Key | None = None
    is_offered: bool = True


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    key: Key


async def list_canned_answers(call: Call) -> CannedAnswers:
    """Return the answers that are kept ready; for the vendor's people."""
    return await call.around.tickets.list_canned_answers(call.context)


async def put_canned_answer(call: Call, key: str, body: NextCannedAnswer) -> CannedAnswer:
    """Keep a new answer, or the next version of one; for the vendor's people."""
    return await call.around.tickets.put_canned_answer(
        call.context,
        PutCannedAnswer(
            key=read_values({"key": key}, _Named).key,
            base_version=body.base_version,
            label=body.label,
            body=body.body,
            department=body.department,
            is_offered=body.is_offered,
        ),
    )


async def fill_canned_answer(call: Call, request_id: UUID, key: str) -> FilledAnswer:
    """Return an answer filled in for a request, in its requester's language; nothing is said."""
    wanted = read_values({"key": key}, _Named)
    return await call.around.tickets.fill_canned_answer(
        call.context, FillCannedAnswer(request_id=request_id, key=wanted.key)
    )
