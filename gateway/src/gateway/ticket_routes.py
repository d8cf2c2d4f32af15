"""Every URL about requests: their kinds, their requesters, those who answer them.

Each needs a session.
"""

from gateway.api import (
    attachments,
    canned_answers,
    conversations,
    mails,
    master_data,
    person_data,
    request_desk,
    request_news,
    request_types,
    requests,
)
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, patch, post, put, tagged
from gateway.api.openapi import EVENT_STREAM

TICKETS: tuple[ApiRoute, ...] = (
    *tagged(
        "Requests",
        get("/v1/requests", requests.list_requests),
        post(
            "/v1/requests", requests.open_request, status=201, faults=(400,), in_support="proposed"
        ),
    ),
    *tagged(
        "Requests",
        post("/v1/requests/advice", requests.advise_request),
        get("/v1/contact-channels", requests.list_contact_channels),
        get("/v1/requests/summary", conversations.summarise_requests),
        get(
            "/v1/requests/news",
            request_news.listen_for_request_news,
            faults=(429,),
            media_types=(EVENT_STREAM,),
        ),
        get("/v1/requests/{request_id}", conversations.get_request),
        patch(
            "/v1/requests/{request_id}",
            conversations.edit_request,
            faults=(409,),
        ),
        get("/v1/requests/{request_id}/history", conversations.list_history),
        post(
            "/v1/requests/{request_id}/comments",
            conversations.add_comment,
            status=201,
        ),
        post(
            "/v1/attachments",
            attachments.receive_attachment,
            status=201,
            faults=(413,),
            takes=("application/octet-stream",),
        ),
        get(
            "/v1/requests/{request_id}/attachments/{attachment_id}",
            attachments.get_attachment,
            faults=(304, 502),
            media_types=("*/*",),
        ),
        post("/v1/requests/{request_id}/read", conversations.mark_read),
        get("/v1/requests/{request_id}/shares", conversations.list_shares),
        post("/v1/requests/{request_id}/shares", conversations.share_request),
        post("/v1/requests/{request_id}/shares/end", conversations.unshare_request),
    ),
    *tagged(
        "Answering requests",
        post("/v1/desk/requests", requests.open_for_customer, status=201, faults=(400,)),
        get("/v1/desk/requests", request_desk.list_desk_requests),
        get("/v1/desk/mails", mails.list_mails),
        get("/v1/desk/mails/{mail_id}", mails.get_mail_detail),
        post("/v1/desk/mails/{mail_id}/hand-over", mails.hand_over_mail, faults=(409,)),
        post("/v1/desk/mails/{mail_id}/drop", mails.drop_mail, faults=(409,)),
        get(
            "/v1/desk/mails/{mail_id}/content",
            mails.get_mail,
            faults=(304, 502),
            media_types=("message/rfc822",),
        ),
        put("/v1/requests/{request_id}/state", request_desk.change_state, faults=(409,)),
        put("/v1/requests/{request_id}/assignee", request_desk.assign_request),
        put("/v1/requests/{request_id}/department", request_desk.move_request),
        put("/v1/requests/{request_id}/priority", request_desk.set_priority),
        post("/v1/requests/{request_id}/merge", request_desk.merge_request, faults=(409,)),
        put("/v1/requests/{request_id}/hold", request_desk.hold_request),
        delete("/v1/requests/{request_id}/hold", request_desk.release_request),
        put("/v1/requests/{request_id}/rating", request_desk.rate_request, faults=(409,)),
    ),
    *tagged(
        "Master data",
        get("/v1/organisations/{organisation_id}/company-data", master_data.get_company_data),
        post(
            "/v1/master-data-changes",
            master_data.request_master_data_change,
            status=202,
            faults=(400, 409),
            in_support="proposed",
        ),
        get("/v1/master-data-changes", master_data.list_master_data_changes),
        get("/v1/master-data-changes/{change_id}", master_data.get_master_data_change),
        post(
            "/v1/master-data-changes/{change_id}/approve",
            master_data.approve_master_data_change,
            faults=(409,),
        ),
        post(
            "/v1/master-data-changes/{change_id}/refuse",
            master_data.refuse_master_data_change,
            faults=(409,),
        ),
        post(
            "/v1/master-data-changes/{change_id}/withdraw",
            master_data.withdraw_master_data_change,
            faults=(409,),
        ),
    ),
    *tagged(
        "Answering requests",
        get("/v1/canned-answers", canned_answers.list_canned_answers),
        put("/v1/canned-answers/{key}", canned_answers.put_canned_answer, faults=(409,)),
        get(
            "/v1/requests/{request_id}/canned-answers/{key}",
            canned_answers.fill_canned_answer,
            faults=(422,),
        ),
    ),
    *tagged(
        "Personal data",
        get("/v1/me/data", person_data.get_own_data, media_types=(person_data.ZIP,)),
        get(
            "/v1/people/{person_id}/data",
            person_data.get_person_data,
            media_types=(person_data.ZIP,),
        ),
        put("/v1/people/{person_id}/erasure", person_data.erase_person),
        get("/v1/people/{person_id}/erasure", person_data.get_person_erasure),
    ),
    *tagged(
        "Kinds of request",
        get("/v1/request-types", request_types.list_request_types),
        put("/v1/request-types/{key}", request_types.put_request_type, faults=(409,)),
        get("/v1/departments", request_types.list_departments),
        put("/v1/departments/{key}", request_types.put_department, faults=(409,)),
    ),
)
