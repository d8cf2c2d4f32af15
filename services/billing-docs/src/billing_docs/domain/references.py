"""Which other documents of its issuer a document names, and what for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from billing_docs.domain.invoice_fields import InvoiceFields
from contracts.inbound import DocumentIssued

Relation: TypeAlias = Literal["corrects", "refers_to"]
# UNTDID 1001: a credit note, a corrected invoice, a self-billed credit note.
_CORRECTING = frozenset({"381", "384", "261"})
_LONGEST_NUMBER = 200  # as long as a document's own may be


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """The number of another document, and how this one stands to it."""

    relation: Relation
    number: str


def references_of(issued: DocumentIssued, invoice: InvoiceFields | None) -> tuple[Reference, ...]:
    """Return what the event names, then the preceding invoice of the XML (BT-25); each number once.

    What a credit note or a corrected invoice names is what it corrects; what another document names
    it refers to. A document does not name itself.
    """
    named: list[tuple[Relation, str | None]] = [
        ("corrects", issued.corrects),
        *(("refers_to", number) for number in issued.refers_to or ()),
    ]
    if invoice is not None:
        is_correction = issued.document_type == "credit_note" or invoice.type_code in _CORRECTING
        relation: Relation = "corrects" if is_correction else "refers_to"
        named.append((relation, invoice.preceding_invoice_number))
    found: dict[str, Reference] = {}
    for how, number in named:
        if number and number != issued.number and len(number) <= _LONGEST_NUMBER:
            found.setdefault(number, Reference(relation=how, number=number))
    return tuple(found.values())


def numbers_of(references: Iterable[Reference], relation: Relation) -> tuple[str, ...]:
    """Return the numbers that are named in this relation."""
    return tuple(each.number for each in references if each.relation == relation)


def references_to(corrects: Iterable[str], refers_to: Iterable[str]) -> tuple[Reference, ...]:
    """Return the references that `numbers_of` has told apart."""
    return (
        *(Reference(relation="corrects", number=number) for number in corrects),
        *(Reference(relation="refers_to", number=number) for number in refers_to),
    )
