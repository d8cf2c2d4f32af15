"""The headings under which questions, articles and lessons stand, for the vendor's people."""

from typing import Annotated

import msgspec
from starlette.responses import Response

from contracts.content import ContentCategory
from contracts.errors import InvalidInput
from contracts.request_types import Key, Label
from gateway.api.content import list_content_categories
from gateway.api.content_editing import NextCategory, put_content_category
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.customer_place import require_staff
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

PLACE = "/desk/content/categories"
_FIELDS = ("key", "name_de", "name_en", "position")
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_MENDABLE = (InvalidFields, InvalidInput)
# Between two of them there is room for another one.
_APART = 10


class _Typed(msgspec.Struct, frozen=True, kw_only=True):
    key: Key
    name_de: _Name
    name_en: _Name
    position: Annotated[int, msgspec.Meta(ge=0, le=1000)]


async def show(call: Call) -> Response:
    """Show the categories in their order, and the form for one of them or for another one."""
    return await _shown(call, call.request.query_params.get("key", ""), None, None)


async def save(call: Call) -> Response:
    """Add a category, or give one another name or place."""
    require_staff(call)
    form = await read_form(call.request)
    key = form.get("key", "").strip()
    try:
        typed = read_values({name: form.get(name, "").strip() for name in _FIELDS}, _Typed)
        if form.get("is_new") == "true" and await _is_known(call, key):
            # Else whoever adds one would rename another.
            raise InvalidFields((("key", "used_twice"),))
        wanted = NextCategory(
            name=Label(de=typed.name_de, en=typed.name_en), position=typed.position
        )
        await put_content_category(call, typed.key, wanted)
    except _MENDABLE as error:
        chosen = "" if form.get("is_new") == "true" else key
        return await page_again(call, error, lambda details: _shown(call, chosen, form, details))
    return redirect(call, f"{PLACE}?done=saved")


async def _is_known(call: Call, key: str) -> bool:
    categories = await list_content_categories(call)
    return any(each.key == key for each in categories.items)


async def _shown(
    call: Call, key: str, form: dict[str, str] | None, problem: ProblemDetails | None
) -> Response:
    require_staff(call)
    categories = (await list_content_categories(call)).items
    chosen = next((each for each in categories if each.key == key), None)
    last = max((each.position for each in categories), default=0)
    return page(
        call,
        "content_categories.html",
        status=problem.status if problem else 200,
        categories=categories,
        chosen=chosen,
        form=_as_form(chosen, last) if form is None else form,
        is_done="done" in call.request.query_params and problem is None,
        problem=problem,
    )


def _as_form(chosen: ContentCategory | None, last: int) -> dict[str, str]:
    if chosen is None:
        return {"position": str(min(last + _APART, 1000))}
    return {
        "name_de": chosen.name.de,
        "name_en": chosen.name.en,
        "position": str(chosen.position),
    }
