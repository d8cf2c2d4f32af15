"""Every URL about what the vendor publishes: for its readers, and for those who write it.

Each needs a session.
"""

from gateway.api import content, content_editing, dashboard, seminars
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, post, put, tagged

CONTENT: tuple[ApiRoute, ...] = (
    *tagged("Dashboard", get("/v1/dashboard", dashboard.get_dashboard)),
    *tagged(
        "Content",
        get("/v1/announcements", content.list_announcements, kept="own"),
        get("/v1/faq", content.list_faq, kept="own"),
        get("/v1/articles", content.list_articles, kept="own"),
        get("/v1/lessons", content.list_lessons, kept="own"),
        get("/v1/trainings", content.list_trainings, kept="own"),
        get("/v1/content/{content_id}", content.get_published_text, kept="own"),
        put("/v1/content/{content_id}/confirmation", content.confirm_notice, status=204),
        get("/v1/required-notices", content.list_required_notices),
        get("/v1/content-news", content.count_news),
        get("/v1/content-categories", content.list_content_categories, kept="own"),
    ),
    *tagged(
        "Seminars",
        get("/v1/trainings/{content_id}/dates", seminars.list_seminar_dates),
        get("/v1/seminar-places", seminars.list_own_places),
        get(
            "/v1/seminar-dates/{date_id}/calendar.ics",
            seminars.get_appointment,
            media_types=(seminars.CALENDAR,),
        ),
        put("/v1/seminar-dates/{date_id}/place", seminars.book_seminar, faults=(409,)),
        delete("/v1/seminar-dates/{date_id}/place", seminars.give_back_place, faults=(409,)),
        put("/v1/seminar-dates/{date_id}", seminars.put_seminar_date, faults=(409,)),
        post("/v1/seminar-dates/{date_id}/call-off", seminars.call_off_date, faults=(409,)),
        get("/v1/seminar-dates/{date_id}/participants", seminars.list_participants),
    ),
    *tagged(
        "Writing content",
        put("/v1/content-categories/{key}", content_editing.put_content_category),
        get("/v1/written-content", content_editing.list_written_content),
        get("/v1/written-content/{content_id}", content_editing.get_written_content),
        put("/v1/written-content/{content_id}", content_editing.write_content, faults=(409,)),
        post("/v1/written-content/{content_id}/publish", content_editing.publish_content),
        post("/v1/written-content/{content_id}/withdraw", content_editing.withdraw_content),
    ),
)
