"""Describe a contract as it stands today."""

from datetime import date
from typing import Any

from sqlalchemy.engine import Row

from catalog.domain.after_the_end import deletion_window, reactivation_of
from catalog.domain.alarm import alarm_reasons
from catalog.domain.terms import period_end, renewal
from catalog.store.contracts import terms_in
from contracts.contract_list import ContractItem


def describe_contract(row: Row[Any], today: date) -> ContractItem:
    """Return what lists and details show of a stored contract."""
    terms = terms_in(row)
    return ContractItem(
        id=row.id,
        number=row.number,
        title=row.title,
        customer_id=row.organisation_id,
        customer_number=row.customer_number,
        customer_name=row.customer_name,
        contact_person_id=row.contact_person_id,
        contact_name=row.contact_name,
        kind=terms.kind,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        notice_given_on=terms.notice_given_on,
        period_ends_on=period_end(terms, today),
        auto_renews=terms.auto_renews,
        renews_on=renewal(terms, today),
        alarm_reasons=alarm_reasons(terms, today),
        deletion_window=deletion_window(terms),
        reactivation=reactivation_of(terms, today),
    )
