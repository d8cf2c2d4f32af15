"""Why somebody may or may not, as data and in the reader's words."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.explain import ExplainQuery
from contracts.identity import Reason
from gateway.api.explain_words import ExplanationInWords, in_words
from gateway.call import Call


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked about: exactly one of the first; of whom: oneself, or a `person`.

    `customer` is one of a partner's customers, by its id or its number; `missing_mail` is the
    document of whose arrival no mail came.
    """

    area: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    customer: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    document: UUID | None = None
    missing_mail: UUID | None = None
    person: UUID | None = None
    organisation_id: UUID | None = None
    reason: Reason | None = None


async def explain(call: Call, query: Question) -> ExplanationInWords:
    """Return which rule decides about an area, a customer, a document or a mail.

    Also who can change it, in codes and in words. A service that does not answer is named.
    """
    explanation = await call.around.identity.explain(
        call.context,
        ExplainQuery(
            area=query.area,
            customer=query.customer,
            document=query.document,
            missing_mail=query.missing_mail,
            person_id=query.person,
            organisation_id=query.organisation_id,
            reason=query.reason,
        ),
    )
    is_oneself = explanation.person_id == call.identified.principal.subject
    return in_words(explanation, call.texts, is_oneself=is_oneself)
