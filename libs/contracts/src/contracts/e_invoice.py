"""An e-invoice as people read it: every field that a bookkeeper needs, whatever its syntax.

Texts stand as the XML has them, without surrounding blanks and at most 2000 characters long; an
absent one is None. Dates are ISO 8601 where they can be read; amounts, quantities and rates are
decimal numbers as text ("1190.00"), in the invoice's currency unless another one is named. Codes
are the standard's own: UNTDID 1001 (type), 4461 (payment means), 5305 (tax category), ISO 3166
(country), UN/ECE 20 and 21 (unit). Nothing is calculated: what the XML says is what stands here.
"""

import msgspec


class PostalAddress(msgspec.Struct, frozen=True, kw_only=True):
    """An address (BG-5, BG-8, BG-12, BG-15)."""

    lines: tuple[str, ...] = ()
    post_code: str | None = None
    city: str | None = None
    subdivision: str | None = None
    country: str | None = None


class InvoiceParty(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody the invoice names: seller, buyer, payee, tax representative, place of delivery."""

    name: str | None = None
    trading_name: str | None = None
    identifiers: tuple[str, ...] = ()
    registration: str | None = None
    vat_id: str | None = None
    tax_number: str | None = None
    legal_information: str | None = None
    electronic_address: str | None = None
    address: PostalAddress | None = None
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None


class InvoiceReference(msgspec.Struct, frozen=True, kw_only=True):
    """Another document that the invoice names."""

    kind: str
    """order, sales_order, contract, project, despatch_advice, receiving_advice, tender, object,
    preceding_invoice, buyer_reference, accounting."""
    number: str
    issued_on: str | None = None


class PaymentMeans(msgspec.Struct, frozen=True, kw_only=True):
    """One way to pay (BG-16): a transfer to an account, a card, a direct debit."""

    code: str | None = None
    text: str | None = None
    account: str | None = None
    account_name: str | None = None
    bank: str | None = None
    remittance: str | None = None
    card: str | None = None
    mandate: str | None = None
    debited_account: str | None = None


class AllowanceCharge(msgspec.Struct, frozen=True, kw_only=True):
    """An allowance or a charge (BG-20, BG-21, BG-27, BG-28)."""

    is_charge: bool
    amount: str | None = None
    base: str | None = None
    percent: str | None = None
    reason: str | None = None
    tax_category: str | None = None
    tax_rate: str | None = None


class TaxLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the VAT breakdown (BG-23)."""

    category: str | None = None
    rate: str | None = None
    base: str | None = None
    amount: str | None = None
    exemption_reason: str | None = None


class InvoiceTotals(msgspec.Struct, frozen=True, kw_only=True):
    """The sums (BG-22)."""

    lines: str | None = None
    allowances: str | None = None
    charges: str | None = None
    net: str | None = None
    tax: str | None = None
    tax_in_accounting_currency: str | None = None
    total: str | None = None
    prepaid: str | None = None
    rounding: str | None = None
    payable: str | None = None


class InvoiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line (BG-25)."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    note: str | None = None
    seller_item: str | None = None
    buyer_item: str | None = None
    standard_item: str | None = None
    quantity: str | None = None
    unit: str | None = None
    unit_price: str | None = None
    price_quantity: str | None = None
    amount: str | None = None
    tax_category: str | None = None
    tax_rate: str | None = None
    period_from: str | None = None
    period_until: str | None = None
    order_line: str | None = None
    accounting_reference: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    allowances: tuple[AllowanceCharge, ...] = ()


class SupportingDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the invoice names or carries as evidence (BG-24)."""

    number: str | None = None
    description: str | None = None
    file_name: str | None = None
    address: str | None = None


class EInvoice(msgspec.Struct, frozen=True, kw_only=True):
    """An e-invoice. At most 1000 lines stand here; `lines_left_out` counts the others."""

    syntax: str
    profile: str | None = None
    type_code: str | None = None
    number: str | None = None
    issued_on: str | None = None
    due_on: str | None = None
    tax_point_on: str | None = None
    delivered_on: str | None = None
    period_from: str | None = None
    period_until: str | None = None
    currency: str | None = None
    accounting_currency: str | None = None
    seller: InvoiceParty | None = None
    buyer: InvoiceParty | None = None
    payee: InvoiceParty | None = None
    tax_representative: InvoiceParty | None = None
    delivered_to: InvoiceParty | None = None
    references: tuple[InvoiceReference, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    lines_left_out: int = 0
    allowances: tuple[AllowanceCharge, ...] = ()
    taxes: tuple[TaxLine, ...] = ()
    totals: InvoiceTotals = InvoiceTotals()
    payment_means: tuple[PaymentMeans, ...] = ()
    payment_terms: str | None = None
    creditor_id: str | None = None
    supporting_documents: tuple[SupportingDocument, ...] = ()
