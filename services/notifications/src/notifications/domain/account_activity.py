"""What is told of an activity in a customer's account, and what of it contradicts itself."""

from chassis.errors import Refused
from contracts.account_activity import AccountActivity


def require_sound(activity: AccountActivity) -> None:
    """Refuse what says too little to tell anybody, or contradicts itself."""
    kind = activity.activity
    if (activity.overdue is not None) != (kind == "dunning_overdue"):
        raise Refused("activity_unfit", "data.overdue belongs to dunning_overdue, and to it alone")
    if (activity.expires_at is not None) != (kind == "tan_due"):
        raise Refused("activity_unfit", "data.expires_at belongs to tan_due, and to it alone")
    if activity.reference is None and kind != "tan_due":
        raise Refused("activity_unfit", "data.reference: this activity has a number")


def parameters_of(activity: AccountActivity) -> dict[str, str]:
    """Return what the templates are filled in with; what is not known is left out."""
    amount = activity.amount
    known = {
        "reference": activity.reference,
        "party": activity.party,
        "overdue": activity.overdue,
        "amount_minor_units": str(amount.minor_units) if amount else None,
        "currency": amount.currency if amount else None,
        "expires_at": activity.expires_at.isoformat() if activity.expires_at else None,
    }
    return {name: _one_line(value) for name, value in known.items() if value is not None}


def _one_line(text: str) -> str:
    """Return the text without what could not stand in a subject: names come as people type them."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
