"""Reads a whole UBL invoice or credit note for people: XRechnung, Peppol."""

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

_REFERENCES = (
    ("buyer_reference", "BuyerReference"),
    ("order", "OrderReference/ID"),
    ("sales_order", "OrderReference/SalesOrderID"),
    ("contract", "ContractDocumentReference/ID"),
    ("project", "ProjectReference/ID"),
    ("despatch_advice", "DespatchDocumentReference/ID"),
    ("receiving_advice", "ReceiptDocumentReference/ID"),
    ("tender", "OriginatorDocumentReference/ID"),
    ("accounting", "AccountingCost"),
)
# UNTDID 1001: an additional document that names the object that is invoiced.
_OBJECT = "130"


def view_ubl(root: "etree._Element") -> EInvoice:
    """Return what the invoice or credit note says, for people."""
    delivery = first(root, "Delivery")
    period = first(root, "InvoicePeriod")
    means = first(root, "PaymentMeans")
    lines, left_out = bounded_lines(each(root, "InvoiceLine|CreditNoteLine"), _line)
    currency = text(root, "DocumentCurrencyCode")
    return EInvoice(
        syntax="ubl",
        profile=profile_name(text(root, "CustomizationID")),
        type_code=text(root, "InvoiceTypeCode|CreditNoteTypeCode"),
        number=text(root, "ID"),
        issued_on=day(root, "IssueDate"),
        due_on=day(root, "DueDate") or day(means, "PaymentDueDate"),
        tax_point_on=day(root, "TaxPointDate"),
        delivered_on=day(delivery, "ActualDeliveryDate"),
        period_from=day(period, "StartDate"),
        period_until=day(period, "EndDate"),
        currency=currency,
        accounting_currency=text(root, "TaxCurrencyCode"),
        seller=_party(first(root, "AccountingSupplierParty/Party")),
        buyer=_party(first(root, "AccountingCustomerParty/Party")),
        payee=_party(first(root, "PayeeParty")),
        tax_representative=_party(first(root, "TaxRepresentativeParty")),
        delivered_to=_place(delivery),
        references=tuple(_references(root)),
        notes=texts(root, "Note"),
        lines=lines,
        lines_left_out=left_out,
        allowances=tuple(_allowances(root)),
        taxes=tuple(_taxes(root, currency)),
        totals=_totals(root, currency),
        payment_means=tuple(map(_means, each(root, "PaymentMeans"))),
        payment_terms="\n".join(texts(root, "PaymentTerms/Note")) or None,
        creditor_id=_creditor(root),
        supporting_documents=tuple(_supporting(root)),
    )


def _party(element: "etree._Element | None") -> InvoiceParty | None:
    if element is None:
        return None
    legal, contact = first(element, "PartyLegalEntity"), first(element, "Contact")
    name, trading_name = text(legal, "RegistrationName"), text(element, "PartyName/Name")
    vat_id, tax_number = None, None
    for scheme in each(element, "PartyTaxScheme"):
        if text(scheme, "TaxScheme/ID") == "VAT":
            vat_id = text(scheme, "CompanyID")
        else:
            tax_number = text(scheme, "CompanyID")
    return InvoiceParty(
        name=name or trading_name,
        trading_name=trading_name if name and trading_name != name else None,
        identifiers=texts(element, "PartyIdentification/ID"),
        registration=text(legal, "CompanyID"),
        vat_id=vat_id,
        tax_number=tax_number,
        legal_information=text(legal, "CompanyLegalForm"),
        electronic_address=text(element, "EndpointID"),
        address=_address(first(element, "PostalAddress")),
        contact_name=text(contact, "Name"),
        phone=text(contact, "Telephone"),
        email=text(contact, "ElectronicMail"),
    )


def _place(delivery: "etree._Element | None") -> InvoiceParty | None:
    location = first(delivery, "DeliveryLocation")
    name = text(delivery, "DeliveryParty/PartyName/Name")
    if location is None and name is None:
        return None
    return InvoiceParty(
        name=name,
        identifiers=texts(location, "ID"),
        address=_address(first(location, "Address")),
    )


def _address(element: "etree._Element | None") -> PostalAddress | None:
    if element is None:
        return None
    return PostalAddress(
        lines=(
            *texts(element, "StreetName"),
            *texts(element, "AdditionalStreetName"),
            *texts(element, "AddressLine/Line"),
        ),
        post_code=text(element, "PostalZone"),
        city=text(element, "CityName"),
        subdivision=text(element, "CountrySubentity"),
        country=text(element, "Country/IdentificationCode"),
    )


def _references(root: "etree._Element") -> Iterator[InvoiceReference]:
    for kind, path in _REFERENCES:
        for number in texts(root, path):
            yield InvoiceReference(kind=kind, number=number)
    for document in each(root, "AdditionalDocumentReference"):
        named = text(document, "ID")
        if named is not None and text(document, "DocumentTypeCode") == _OBJECT:
            yield InvoiceReference(kind="object", number=named)
    for document in each(root, "BillingReference/InvoiceDocumentReference"):
        named = text(document, "ID")
        if named is not None:
            yield InvoiceReference(
                kind="preceding_invoice", number=named, issued_on=day(document, "IssueDate")
            )


def _supporting(root: "etree._Element") -> Iterator[SupportingDocument]:
    for document in each(root, "AdditionalDocumentReference"):
        if text(document, "DocumentTypeCode") == _OBJECT:
            continue
        attached = first(document, "Attachment/EmbeddedDocumentBinaryObject")
        yield SupportingDocument(
            number=text(document, "ID"),
            description=text(document, "DocumentDescription"),
            file_name=attached.get("filename") if attached is not None else None,
            address=text(document, "Attachment/ExternalReference/URI"),
        )


def _allowances(element: "etree._Element") -> Iterator[AllowanceCharge]:
    for one in each(element, "AllowanceCharge"):
        yield AllowanceCharge(
            is_charge=text(one, "ChargeIndicator") == "true",
            amount=text(one, "Amount"),
            base=text(one, "BaseAmount"),
            percent=text(one, "MultiplierFactorNumeric"),
            reason=text(one, "AllowanceChargeReason") or text(one, "AllowanceChargeReasonCode"),
            tax_category=text(one, "TaxCategory/ID"),
            tax_rate=text(one, "TaxCategory/Percent"),
        )


def _taxes(root: "etree._Element", currency: str | None) -> Iterator[TaxLine]:
    for total in each(root, "TaxTotal"):
        amount = first(total, "TaxAmount")
        if amount is not None and amount.get("currencyID") not in {None, currency}:
            continue
        for part in each(total, "TaxSubtotal"):
            category = first(part, "TaxCategory")
            yield TaxLine(
                category=text(category, "ID"),
                rate=text(category, "Percent"),
                base=text(part, "TaxableAmount"),
                amount=text(part, "TaxAmount"),
                exemption_reason=text(category, "TaxExemptionReason")
                or text(category, "TaxExemptionReasonCode"),
            )


def _totals(root: "etree._Element", currency: str | None) -> InvoiceTotals:
    sums = first(root, "LegalMonetaryTotal")
    taxes = list(each(root, "TaxTotal/TaxAmount"))
    ours = [own_text(one) for one in taxes if one.get("currencyID") in {None, currency}]
    others = [own_text(one) for one in taxes if one.get("currencyID") not in {None, currency}]
    return InvoiceTotals(
        lines=text(sums, "LineExtensionAmount"),
        allowances=text(sums, "AllowanceTotalAmount"),
        charges=text(sums, "ChargeTotalAmount"),
        net=text(sums, "TaxExclusiveAmount"),
        tax=next(iter(ours), None),
        tax_in_accounting_currency=next(iter(others), None),
        total=text(sums, "TaxInclusiveAmount"),
        prepaid=text(sums, "PrepaidAmount"),
        rounding=text(sums, "PayableRoundingAmount"),
        payable=text(sums, "PayableAmount"),
    )


def _means(element: "etree._Element") -> PaymentMeans:
    code = first(element, "PaymentMeansCode")
    account, mandate = first(element, "PayeeFinancialAccount"), first(element, "PaymentMandate")
    return PaymentMeans(
        code=own_text(code),
        text=code.get("name") if code is not None else None,
        account=text(account, "ID"),
        account_name=text(account, "Name"),
        bank=text(account, "FinancialInstitutionBranch/ID"),
        remittance=text(element, "PaymentID"),
        card=text(element, "CardAccount/PrimaryAccountNumberID"),
        mandate=text(mandate, "ID"),
        debited_account=text(mandate, "PayerFinancialAccount/ID"),
    )


def _creditor(root: "etree._Element") -> str | None:
    """Return the creditor's id (BT-90): in UBL an identifier of seller or payee in scheme SEPA."""
    for path in ("AccountingSupplierParty/Party", "PayeeParty"):
        for one in each(first(root, path), "PartyIdentification/ID"):
            if one.get("schemeID") == "SEPA":
                return own_text(one)
    return None


def _line(element: "etree._Element") -> InvoiceLine:
    item, price = first(element, "Item"), first(element, "Price")
    quantity = first(element, "InvoicedQuantity|CreditedQuantity")
    tax, period = first(item, "ClassifiedTaxCategory"), first(element, "InvoicePeriod")
    return InvoiceLine(
        id=text(element, "ID"),
        name=text(item, "Name"),
        description=text(item, "Description"),
        note=text(element, "Note"),
        seller_item=text(item, "SellersItemIdentification/ID"),
        buyer_item=text(item, "BuyersItemIdentification/ID"),
        standard_item=text(item, "StandardItemIdentification/ID"),
        quantity=own_text(quantity),
        unit=quantity.get("unitCode") if quantity is not None else None,
        unit_price=text(price, "PriceAmount"),
        price_quantity=text(price, "BaseQuantity"),
        amount=text(element, "LineExtensionAmount"),
        tax_category=text(tax, "ID"),
        tax_rate=text(tax, "Percent"),
        period_from=day(period, "StartDate"),
        period_until=day(period, "EndDate"),
        order_line=text(element, "OrderLineReference/LineID"),
        accounting_reference=text(element, "AccountingCost"),
        attributes=tuple(
            (text(one, "Name") or "", text(one, "Value") or "")
            for one in each(item, "AdditionalItemProperty")
        ),
        allowances=tuple(_allowances(element)),
    )
