"""Reads a whole CII invoice for people: Factur-X, ZUGFeRD 1 and 2, XRechnung."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from billing_docs.adapters.reading.profile import profile_name
from billing_docs.adapters.reading.tree import day, each, first, own_text, text, texts
from billing_docs.adapters.reading.view_bounds import bounded_lines
from contracts.e_invoice import (
    AllowanceCharge,
    EInvoice,
    InvoiceLine,
    InvoiceParty,
    InvoiceReference,
    InvoiceTotals,
    PaymentMeans,
    PostalAddress,
    SupportingDocument,
    TaxLine,
)

if TYPE_CHECKING:
    from lxml import etree

# A document that is referred to: its number is `ID` in ZUGFeRD 1.0.
_ID = "IssuerAssignedID|ID"
_DATE = "FormattedIssueDateTime|IssueDateTime/DateTimeString"
_REFERENCES = (
    ("order", "BuyerOrderReferencedDocument"),
    ("sales_order", "SellerOrderReferencedDocument"),
    ("contract", "ContractReferencedDocument"),
)
_DELIVERY_REFERENCES = (
    ("despatch_advice", "DespatchAdviceReferencedDocument"),
    ("receiving_advice", "ReceivingAdviceReferencedDocument"),
    ("delivery_note", "DeliveryNoteReferencedDocument"),
)
# UNTDID 1001, of additional documents: a tender, an object that is invoiced, evidence.
_TENDER, _OBJECT = "50", "130"


def view_cii(root: "etree._Element") -> EInvoice:
    """Return what the invoice says, for people."""
    header = first(root, "ExchangedDocument|HeaderExchangedDocument")
    trade = first(root, "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction")
    agreement = first(trade, "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement")
    delivery = first(trade, "ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery")
    settlement = first(
        trade, "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
    )
    context = first(root, "ExchangedDocumentContext|SpecifiedExchangedDocumentContext")
    period = first(settlement, "BillingSpecifiedPeriod")
    terms = tuple(each(settlement, "SpecifiedTradePaymentTerms"))
    lines, left_out = bounded_lines(each(trade, "IncludedSupplyChainTradeLineItem"), _line)
    currency = text(settlement, "InvoiceCurrencyCode")
    return EInvoice(
        syntax="cii",
        profile=profile_name(text(context, "GuidelineSpecifiedDocumentContextParameter/ID")),
        type_code=text(header, "TypeCode"),
        number=text(header, "ID"),
        issued_on=day(header, "IssueDateTime/DateTimeString"),
        due_on=_due_on(terms),
        tax_point_on=day(settlement, "ApplicableTradeTax/TaxPointDate/DateString"),
        delivered_on=day(
            delivery, "ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString"
        ),
        period_from=day(period, "StartDateTime/DateTimeString"),
        period_until=day(period, "EndDateTime/DateTimeString"),
        currency=currency,
        accounting_currency=text(settlement, "TaxCurrencyCode"),
        seller=_party(first(agreement, "SellerTradeParty")),
        buyer=_party(first(agreement, "BuyerTradeParty")),
        payee=_party(first(settlement, "PayeeTradeParty")),
        tax_representative=_party(first(agreement, "SellerTaxRepresentativeTradeParty")),
        delivered_to=_party(first(delivery, "ShipToTradeParty")),
        references=tuple(_references(agreement, delivery, settlement)),
        notes=texts(header, "IncludedNote/Content"),
        lines=lines,
        lines_left_out=left_out,
        allowances=tuple(_allowances(settlement)),
        taxes=tuple(map(_tax, each(settlement, "ApplicableTradeTax"))),
        totals=_totals(settlement, currency),
        payment_means=tuple(_means(settlement)),
        payment_terms="\n".join(
            words for one in terms if (words := text(one, "Description")) is not None
        )
        or None,
        creditor_id=text(settlement, "CreditorReferenceID"),
        supporting_documents=tuple(_supporting(agreement)),
    )


def _due_on(terms: tuple["etree._Element", ...]) -> str | None:
    days = (day(one, "DueDateDateTime/DateTimeString") for one in terms)
    return next((found for found in days if found is not None), None)


def _party(element: "etree._Element | None") -> InvoiceParty | None:
    if element is None:
        return None
    contact = first(element, "DefinedTradeContact")
    vat_id, tax_number = None, None
    for registration in each(element, "SpecifiedTaxRegistration/ID"):
        if registration.get("schemeID") in {"VA", "VAT"}:
            vat_id = own_text(registration)
        else:
            tax_number = own_text(registration)
    return InvoiceParty(
        name=text(element, "Name"),
        trading_name=text(element, "SpecifiedLegalOrganization/TradingBusinessName"),
        identifiers=(*texts(element, "ID"), *texts(element, "GlobalID")),
        registration=text(element, "SpecifiedLegalOrganization/ID"),
        vat_id=vat_id,
        tax_number=tax_number,
        legal_information=text(element, "Description"),
        electronic_address=text(element, "URIUniversalCommunication/URIID"),
        address=_address(first(element, "PostalTradeAddress")),
        contact_name=text(contact, "PersonName") or text(contact, "DepartmentName"),
        phone=text(contact, "TelephoneUniversalCommunication/CompleteNumber"),
        email=text(contact, "EmailURIUniversalCommunication/URIID"),
    )


def _address(element: "etree._Element | None") -> PostalAddress | None:
    if element is None:
        return None
    return PostalAddress(
        lines=texts(element, "LineOne") + texts(element, "LineTwo") + texts(element, "LineThree"),
        post_code=text(element, "PostcodeCode"),
        city=text(element, "CityName"),
        subdivision=text(element, "CountrySubDivisionName"),
        country=text(element, "CountryID"),
    )


def _references(
    agreement: "etree._Element | None",
    delivery: "etree._Element | None",
    settlement: "etree._Element | None",
) -> Iterator[InvoiceReference]:
    buyer_reference = text(agreement, "BuyerReference")
    if buyer_reference is not None:
        yield InvoiceReference(kind="buyer_reference", number=buyer_reference)
    for kind, name in _REFERENCES:
        yield from _numbered(kind, each(agreement, name))
    for kind, name in _DELIVERY_REFERENCES:
        yield from _numbered(kind, each(delivery, name))
    project = text(agreement, "SpecifiedProcuringProject/ID")
    if project is not None:
        yield InvoiceReference(kind="project", number=project)
    for document in each(agreement, "AdditionalReferencedDocument"):
        kinds = {_TENDER: "tender", _OBJECT: "object"}
        named = kinds.get(text(document, "TypeCode") or "")
        if named is not None:
            yield from _numbered(named, iter([document]))
    yield from _numbered("preceding_invoice", each(settlement, "InvoiceReferencedDocument"))
    for account in texts(settlement, "ReceivableSpecifiedTradeAccountingAccount/ID"):
        yield InvoiceReference(kind="accounting", number=account)


def _numbered(kind: str, documents: Iterator["etree._Element"]) -> Iterator[InvoiceReference]:
    for document in documents:
        number = text(document, _ID)
        if number is not None:
            yield InvoiceReference(kind=kind, number=number, issued_on=day(document, _DATE))


def _supporting(agreement: "etree._Element | None") -> Iterator[SupportingDocument]:
    for document in each(agreement, "AdditionalReferencedDocument"):
        if text(document, "TypeCode") in {_TENDER, _OBJECT}:
            continue
        attached = first(document, "AttachmentBinaryObject")
        yield SupportingDocument(
            number=text(document, _ID),
            description=text(document, "Name"),
            file_name=attached.get("filename") if attached is not None else None,
            address=text(document, "URIID"),
        )


def _allowances(element: "etree._Element | None") -> Iterator[AllowanceCharge]:
    for one in each(element, "SpecifiedTradeAllowanceCharge"):
        tax = first(one, "CategoryTradeTax")
        yield AllowanceCharge(
            is_charge=text(one, "ChargeIndicator/Indicator") == "true",
            amount=text(one, "ActualAmount"),
            base=text(one, "BasisAmount"),
            percent=text(one, "CalculationPercent"),
            reason=text(one, "Reason") or text(one, "ReasonCode"),
            tax_category=text(tax, "CategoryCode"),
            tax_rate=text(tax, "RateApplicablePercent|ApplicablePercent"),
        )


def _tax(element: "etree._Element") -> TaxLine:
    return TaxLine(
        category=text(element, "CategoryCode"),
        rate=text(element, "RateApplicablePercent|ApplicablePercent"),
        base=text(element, "BasisAmount"),
        amount=text(element, "CalculatedAmount"),
        exemption_reason=text(element, "ExemptionReason") or text(element, "ExemptionReasonCode"),
    )


def _totals(settlement: "etree._Element | None", currency: str | None) -> InvoiceTotals:
    sums = first(
        settlement,
        "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation",
    )
    taxes = list(each(sums, "TaxTotalAmount"))
    ours = [own_text(one) for one in taxes if one.get("currencyID") in {None, currency}]
    others = [own_text(one) for one in taxes if one.get("currencyID") not in {None, currency}]
    return InvoiceTotals(
        lines=text(sums, "LineTotalAmount"),
        allowances=text(sums, "AllowanceTotalAmount"),
        charges=text(sums, "ChargeTotalAmount"),
        net=text(sums, "TaxBasisTotalAmount"),
        tax=next(iter(ours), None),
        tax_in_accounting_currency=next(iter(others), None),
        total=text(sums, "GrandTotalAmount"),
        prepaid=text(sums, "TotalPrepaidAmount"),
        rounding=text(sums, "RoundingAmount"),
        payable=text(sums, "DuePayableAmount"),
    )


def _means(settlement: "etree._Element | None") -> Iterator[PaymentMeans]:
    mandate = text(settlement, "SpecifiedTradePaymentTerms/DirectDebitMandateID")
    remittance = text(settlement, "PaymentReference")
    for one in each(settlement, "SpecifiedTradeSettlementPaymentMeans"):
        account = first(one, "PayeePartyCreditorFinancialAccount")
        yield PaymentMeans(
            code=text(one, "TypeCode"),
            text=text(one, "Information"),
            account=text(account, "IBANID") or text(account, "ProprietaryID"),
            account_name=text(account, "AccountName"),
            bank=text(one, "PayeeSpecifiedCreditorFinancialInstitution/BICID"),
            remittance=remittance,
            card=text(one, "ApplicableTradeSettlementFinancialCard/ID"),
            mandate=mandate,
            debited_account=text(one, "PayerPartyDebtorFinancialAccount/IBANID"),
        )


def _line(element: "etree._Element") -> InvoiceLine:
    product = first(element, "SpecifiedTradeProduct")
    agreement = first(element, "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement")
    settlement = first(element, "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement")
    quantity = first(
        element,
        "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery/BilledQuantity",
    )
    price = first(agreement, "NetPriceProductTradePrice")
    tax = first(settlement, "ApplicableTradeTax")
    period = first(settlement, "BillingSpecifiedPeriod")
    return InvoiceLine(
        id=text(element, "AssociatedDocumentLineDocument/LineID"),
        name=text(product, "Name"),
        description=text(product, "Description"),
        note=text(element, "AssociatedDocumentLineDocument/IncludedNote/Content"),
        seller_item=text(product, "SellerAssignedID"),
        buyer_item=text(product, "BuyerAssignedID"),
        standard_item=text(product, "GlobalID"),
        quantity=own_text(quantity),
        unit=quantity.get("unitCode") if quantity is not None else None,
        unit_price=text(price, "ChargeAmount"),
        price_quantity=text(price, "BasisQuantity"),
        amount=text(
            settlement,
            "SpecifiedTradeSettlementLineMonetarySummation"
            "|SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
        ),
        tax_category=text(tax, "CategoryCode"),
        tax_rate=text(tax, "RateApplicablePercent|ApplicablePercent"),
        period_from=day(period, "StartDateTime/DateTimeString"),
        period_until=day(period, "EndDateTime/DateTimeString"),
        order_line=text(agreement, "BuyerOrderReferencedDocument/LineID"),
        accounting_reference=text(settlement, "ReceivableSpecifiedTradeAccountingAccount/ID"),
        attributes=tuple(
            (text(one, "Description") or "", text(one, "Value") or "")
            for one in each(product, "ApplicableProductCharacteristic")
        ),
        allowances=tuple(_allowances(settlement)),
    )
