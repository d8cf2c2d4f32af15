"""Where OASIS UBL 2.1 keeps its texts, in invoices and in credit notes."""

from typing import TYPE_CHECKING

from billing_docs.adapters.reading.invoice_texts import AmountText, InvoiceTexts

if TYPE_CHECKING:
    from lxml import etree

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
_NAMES = {
    "cac": f"{_OASIS}CommonAggregateComponents-2",
    "cbc": f"{_OASIS}CommonBasicComponents-2",
}
INVOICE = f"{{{_OASIS}Invoice-2}}Invoice"
CREDIT_NOTE = f"{{{_OASIS}CreditNote-2}}CreditNote"
ROOTS = frozenset({INVOICE, CREDIT_NOTE})


def read_ubl(root: "etree._Element") -> InvoiceTexts:
    """Return the texts of a UBL document whose root is one of `ROOTS`."""
    is_credit_note = root.tag == CREDIT_NOTE

    def text(path: str) -> str | None:
        return root.findtext(path, namespaces=_NAMES)

    def amounts(path: str) -> tuple[AmountText, ...]:
        found = root.iterfind(path, namespaces=_NAMES)
        return tuple(AmountText(amount.text or "", amount.get("currencyID")) for amount in found)

    return InvoiceTexts(
        profile=text("cbc:CustomizationID"),
        number=text("cbc:ID"),
        issued_on=text("cbc:IssueDate"),
        # A UBL credit note has no due date of its own (BT-9 in EN 16931-3-2).
        due_on=text("cac:PaymentMeans/cbc:PaymentDueDate" if is_credit_note else "cbc:DueDate"),
        type_code=text("cbc:CreditNoteTypeCode" if is_credit_note else "cbc:InvoiceTypeCode"),
        currency=text("cbc:DocumentCurrencyCode"),
        net=amounts("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount"),
        tax=amounts("cac:TaxTotal/cbc:TaxAmount"),
        total=amounts("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount"),
        payable=amounts("cac:LegalMonetaryTotal/cbc:PayableAmount"),
        seller_name=_party_name(root, "cac:AccountingSupplierParty"),
        buyer_name=_party_name(root, "cac:AccountingCustomerParty"),
        buyer_reference=text("cbc:BuyerReference"),
        order_reference=text("cac:OrderReference/cbc:ID"),
        preceding_invoice_number=text("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
        account=text("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"),
    )


def _party_name(root: "etree._Element", role: str) -> str | None:
    """Return the legal name (BT-27, BT-44), or the trading name of a party that has none."""
    party = f"{role}/cac:Party"
    legal_name = root.findtext(
        f"{party}/cac:PartyLegalEntity/cbc:RegistrationName", namespaces=_NAMES
    )
    return legal_name or root.findtext(f"{party}/cac:PartyName/cbc:Name", namespaces=_NAMES)
