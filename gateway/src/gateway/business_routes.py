"""Every URL of the business area: a partner's customers, prospects and what belongs to them.

Each needs a session unless it says `public=True`.
"""

from gateway.api import accounts, ftp_access, system_notices, vendor_files
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, post, put, tagged
from gateway.api.tables import MEDIA_TYPES

BUSINESS: tuple[ApiRoute, ...] = (
    *tagged(
        "Business",
        get("/v1/business", vendor_files.show_business),
        put("/v1/business/functions/{key}", vendor_files.put_function, faults=(404, 409)),
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
        get("/v1/business/notices", system_notices.list_notices),
        get("/v1/business/resources", vendor_files.list_resources),
        put("/v1/business/resources/{resource_id}", vendor_files.put_resource, faults=(409,)),
        post(
            "/v1/business/resources/{resource_id}/files",
            vendor_files.add_resource_file,
            status=201,
            faults=(413,),
            takes=("application/octet-stream",),
        ),
        get(
            "/v1/business/resources/{resource_id}/file",
            vendor_files.get_resource_file,
            media_types=("application/octet-stream",),
        ),
    ),
    *tagged(
        "FTP access",
        get("/v1/ftp-access", ftp_access.list_ftp_access),
        post("/v1/ftp-access/{contract_id}/reveal", ftp_access.reveal_ftp_password),
        put("/v1/contracts/{contract_id}/ftp-access", ftp_access.put_ftp_access, faults=(409,)),
        delete("/v1/contracts/{contract_id}/ftp-access", ftp_access.remove_ftp_access),
        # For FTP servers, which bring a secret of their own.
        post("/v1/ftp/check-password", ftp_access.check_password, public=True, faults=(429,)),
        post("/v1/ftp/external-auth", ftp_access.authenticate_user, public=True, faults=(429,)),
    ),
)
