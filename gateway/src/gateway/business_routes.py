"""Every URL of the business area: a partner's customers, prospects and what belongs to them.

Each needs a session.
"""

from gateway.api import accounts
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, post, put, tagged
from gateway.api.tables import MEDIA_TYPES

BUSINESS: tuple[ApiRoute, ...] = (
    *tagged(
        "Business",
        get("/v1/business/customers", accounts.list_accounts),
        get(
            "/v1/business/customers/export",
            accounts.export_accounts,
            media_types=tuple(MEDIA_TYPES.values()),
        ),
        get("/v1/business/customers/{account_id}", accounts.get_account),
        post(
            "/v1/business/prospects",
            accounts.create_prospect,
            status=201,
        ),
        get("/v1/business/prospects/duplicates", accounts.find_duplicates),
        put("/v1/business/prospects/{prospect_id}", accounts.change_prospect, faults=(409,)),
        delete("/v1/business/prospects/{prospect_id}", accounts.remove_prospect),
        put("/v1/business/prospects/{prospect_id}/contact", accounts.assign_prospect_contact),
    ),
)
