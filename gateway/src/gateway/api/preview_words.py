"""What a change of rights would bring about, a sentence for each thing that follows."""

from collections.abc import Iterable, Iterator

from contracts.previews import MemberEffect, NamedCustomer, NewRisk, PreviewedChange
from gateway.texts import Texts


def sentences_of(found: PreviewedChange, texts: Texts) -> tuple[str, ...]:
    """Return what would follow in words, what is lost and gained first."""
    if found.refused_by is not None:
        return (texts(f"problems.{found.refused_by}.title"),)
    if not found.would_change:
        return (texts("previews.nothing"),)
    told = [sentence for effect in found.members for sentence in _of_member(effect, texts)]
    told += [_of_risk(risk, texts) for risk in found.new_risks]
    if found.contacts_lost > 0:
        told.append(texts("previews.contacts_lost", count=found.contacts_lost))
    return tuple(told)


def _of_member(effect: MemberEffect, texts: Texts) -> Iterator[str]:
    person = effect.person_name
    if effect.role is None:
        yield texts("previews.removed", person=person)
    for key, table, codes in (
        ("areas_gained", "areas", effect.areas_gained),
        ("areas_lost", "areas", effect.areas_lost),
        ("grants_gained", "grants", effect.grants_gained),
        ("grants_lost", "grants", effect.grants_lost),
    ):
        if codes:
            named = ", ".join(texts.word(table, code) for code in codes)
            yield texts(f"previews.{key}", person=person, named=named)
    for key, customers in (
        ("customers_gained", effect.customers_gained),
        ("customers_lost", effect.customers_lost),
    ):
        if customers:
            yield texts(f"previews.{key}", person=person, named=_names(customers))
    for closed in effect.areas_closed:
        yield texts(
            "previews.area_closed",
            area=texts.word("areas", closed.area),
            because=texts(f"explain.rules.{closed.rule}.refuses"),
        )
    if effect.sessions_ending:
        yield texts("previews.sessions_ending", person=person, count=effect.sessions_ending)


def _names(customers: Iterable[NamedCustomer]) -> str:
    return ", ".join(customer.name for customer in customers)


def _of_risk(risk: NewRisk, texts: Texts) -> str:
    title = texts(f"risks.{risk.code}.title")
    return f"{title} ({risk.count})" if risk.count > 1 else title
