"""Where UN/CEFACT CII keeps its texts: Factur-X, ZUGFeRD 1 and 2, and XRechnung."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from billing_docs.adapters.reading.invoice_texts import AmountText, InvoiceTexts
from billing_docs.domain.faults import Fault, FaultCode

if TYPE_CHECKING:
    from lxml import etree

_UNECE = "urn:un:unece:uncefact:data:standard:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dialect:
    """The names that changed between ZUGFeRD 1.0 (CII D13B subset) and CII D16B."""

    namespaces: dict[str, str]
    context: str
    header: str
    agreement: str
    settlement: str
    sums: str
    reference: str


_D16B = _Dialect(
    namespaces={
        "rsm": f"{_UNECE}CrossIndustryInvoice:100",
        "ram": f"{_UNECE}ReusableAggregateBusinessInformationEntity:100",
        "udt": f"{_UNECE}UnqualifiedDataType:100",
    },
    context="rsm:ExchangedDocumentContext",
    header="rsm:ExchangedDocument",
    agreement="rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement",
    settlement="rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement",
    sums="ram:SpecifiedTradeSettlementHeaderMonetarySummation",
    reference="ram:IssuerAssignedID",
)
_ZUGFERD_1 = _Dialect(
    namespaces={
        "rsm": "urn:ferd:CrossIndustryDocument:invoice:1p0",
        "ram": f"{_UNECE}ReusableAggregateBusinessInformationEntity:12",
        "udt": f"{_UNECE}UnqualifiedDataType:15",
    },
    context="rsm:SpecifiedExchangedDocumentContext",
    header="rsm:HeaderExchangedDocument",
    agreement="rsm:SpecifiedSupplyChainTradeTransaction/ram:ApplicableSupplyChainTradeAgreement",
    settlement="rsm:SpecifiedSupplyChainTradeTransaction/ram:ApplicableSupplyChainTradeSettlement",
    sums="ram:SpecifiedTradeSettlementMonetarySummation",
    reference="ram:ID",
)
ZUGFERD_1 = f"{{{_ZUGFERD_1.namespaces['rsm']}}}CrossIndustryDocument"
_DIALECTS = {
    f"{{{_D16B.namespaces['rsm']}}}CrossIndustryInvoice": _D16B,
    ZUGFERD_1: _ZUGFERD_1,
}
ROOTS = frozenset(_DIALECTS)


def read_cii(root: "etree._Element") -> tuple[InvoiceTexts, tuple[Fault, ...]]:
    """Return the texts of a CII invoice whose root is one of `ROOTS`, and faults of its syntax."""
    dialect = _DIALECTS[str(root.tag)]
    names = dialect.namespaces
    header, agreement, settlement = dialect.header, dialect.agreement, dialect.settlement

    def text(path: str) -> str | None:
        return root.findtext(path, namespaces=names)

    def amounts(tag: str) -> tuple[AmountText, ...]:
        found = root.iterfind(f"{settlement}/{dialect.sums}/ram:{tag}", namespaces=names)
        return tuple(AmountText(amount.text or "", amount.get("currencyID")) for amount in found)

    means = f"{settlement}/ram:SpecifiedTradeSettlementPaymentMeans"
    due = f"{settlement}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"
    guideline = "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
    texts = InvoiceTexts(
        profile=text(f"{dialect.context}/{guideline}"),
        number=text(f"{header}/ram:ID"),
        issued_on=text(f"{header}/ram:IssueDateTime/udt:DateTimeString"),
        due_on=text(due),
        type_code=text(f"{header}/ram:TypeCode"),
        currency=text(f"{settlement}/ram:InvoiceCurrencyCode"),
        net=amounts("TaxBasisTotalAmount"),
        tax=amounts("TaxTotalAmount"),
        total=amounts("GrandTotalAmount"),
        payable=amounts("DuePayableAmount"),
        seller_name=text(f"{agreement}/ram:SellerTradeParty/ram:Name"),
        buyer_name=text(f"{agreement}/ram:BuyerTradeParty/ram:Name"),
        buyer_reference=text(f"{agreement}/ram:BuyerReference"),
        order_reference=text(f"{agreement}/ram:BuyerOrderReferencedDocument/{dialect.reference}"),
        preceding_invoice_number=text(
            f"{settlement}/ram:InvoiceReferencedDocument/{dialect.reference}"
        ),
        account=text(f"{means}/ram:PayeePartyCreditorFinancialAccount/ram:IBANID"),
    )
    return texts, () if dialect is _ZUGFERD_1 else _stray_currencies(root)


def _stray_currencies(root: "etree._Element") -> tuple[Fault, ...]:
    """Return a fault if amounts other than tax totals name a currency (rule CII-DT-031).

    ZUGFeRD 1.0 demanded what EN 16931 forbids, so programs converted from it often do it still,
    and validators of authorities refuse the invoice.
    """
    for element in root.iterdescendants():
        if "currencyID" in element.attrib and not str(element.tag).endswith("}TaxTotalAmount"):
            return (
                Fault(
                    code=FaultCode.AMOUNTS_CARRY_CURRENCY,
                    explanation="Amounts carry a currencyID, which EN 16931 allows on "
                    "TaxTotalAmount alone (CII-DT-031).",
                ),
            )
    return ()
