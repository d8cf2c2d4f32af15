"""Whose words an organisation's administrators may read in its history."""

from typing import get_args

from contracts.company_notices import CompanyEvent
from contracts.principal import Principal

_ABOUT_DOCUMENTS = frozenset({"document_arrived", "document_sent", "document_delivered"})
_TO_THE_COMPANY = frozenset({*get_args(CompanyEvent), "company_digest"})
LEFT_OUT_LINK = "/…"
"""Stands where a link stood that only its recipient may follow."""


def may_read_words(caller: Principal, kind: str, parameters: dict[str, str]) -> bool:
    """Return whether the caller may read what a message of his organisation said.

    What was said to the company, or sent by it, is its own. What was said to one of its people,
    about a request or his access, is that person's. Types of documents that are hidden from the
    caller (docs/adr/0035) stay hidden here.
    """
    if kind in _TO_THE_COMPANY:
        return True
    if kind not in _ABOUT_DOCUMENTS:
        return False
    shown = caller.shown_document_types
    return shown is None or parameters.get("document_type") in shown
