"""What is new since one was here last."""

from starlette.responses import Response

from gateway.api.dashboard import get_dashboard
from gateway.call import Call
from gateway.pages.page import page

# What was published, with the section in which it is read.
_SECTIONS = (
    ("announcements", "news"),
    ("faq", "faq"),
    ("articles", "wiki"),
    ("lessons", "academy"),
    ("seminars", "seminars"),
    ("videos", "videos"),
)


async def show(call: Call) -> Response:
    """Show what is new since the last sign-in, and to administrators how their plan stands."""
    dashboard = await get_dashboard(call)
    news = dashboard.since_last_login
    content = news.content if news else None
    return page(
        call,
        "overview.html",
        dashboard=dashboard,
        news=news,
        published=[
            (section, getattr(content, name))
            for name, section in _SECTIONS
            if content is not None and getattr(content, name)
        ],
        waiting=content.required_notices if content else 0,
    )
