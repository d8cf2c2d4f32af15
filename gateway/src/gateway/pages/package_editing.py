"""Packages as the vendor's people write them: words, contents, price, what they open."""

from typing import Any

import msgspec
from starlette.responses import Response

from contracts.errors import AlreadyExists, ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.packages import PackageDefinition
from contracts.principal import BOOKED_AREAS
from gateway.api.packages import NextPackage, list_package_definitions, put_package
from gateway.call import Call
from gateway.pages.forms import page_again, read_fields
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

DEFINITIONS = "/desk/package-definitions"
_MENDABLE = (AlreadyExists, ChangedMeanwhile, InvalidFields, InvalidInput)
_NEEDED = ("key", "name_de", "name_en", "description_de", "description_en")


async def show(call: Call) -> Response:
    """Show every package, and the one that was chosen to be edited."""
    return await _shown(call, call.request.query_params.get("key", ""), None, {}, ())


async def save(call: Call) -> Response:
    """Save a package as its next version, or as a new one."""
    _require_staff(call)
    fields = await read_fields(call.request)
    form = dict(fields)
    unlocks = tuple(value for name, value in fields if name == "unlocks")
    key = form.get("key", "").strip()
    try:
        await put_package(call, key, _wanted(form, unlocks))
    except _MENDABLE as error:
        return await page_again(
            call, error, lambda details: _shown(call, key, details, form, unlocks)
        )
    return redirect(call, f"{DEFINITIONS}?key={key}&done=yes")


def _wanted(form: dict[str, str], unlocks: tuple[str, ...]) -> NextPackage:
    """Return the package that the form describes.

    Raises:
        InvalidFields: something is missing, or says one thing in one language alone.
    """
    faults = [(name, "missing") for name in _NEEDED if not form.get(name, "").strip()]
    contents = {language: _lines(form.get(f"contents_{language}", "")) for language in ("de", "en")}
    if len(contents["de"]) != len(contents["en"]):
        faults.append(("contents_en", "not_as_many"))
    prices = {language: form.get(f"price_{language}", "").strip() for language in ("de", "en")}
    if bool(prices["de"]) != bool(prices["en"]):
        faults.append(("price_en" if prices["de"] else "price_de", "missing"))
    name, email = (form.get(f"responsible_{part}", "").strip() for part in ("name", "email"))
    if bool(name) != bool(email):
        faults.append(("responsible_email" if name else "responsible_name", "missing"))
    if faults:
        raise InvalidFields(tuple(faults))
    values: dict[str, Any] = {
        "base_version": form.get("base_version", ""),
        "name": {language: form[f"name_{language}"].strip() for language in ("de", "en")},
        "description": {
            language: form[f"description_{language}"].strip() for language in ("de", "en")
        },
        "contents": [
            {"de": german, "en": english}
            for german, english in zip(contents["de"], contents["en"], strict=True)
        ],
        "price_text": prices if prices["de"] else None,
        "details_url": form.get("details_url", "").strip() or None,
        "unlocks": unlocks,
        "trial_days": form.get("trial_days", "").strip() or "0",
        "responsible": {"name": name, "email": email} if name else None,
        "is_on_offer": form.get("is_on_offer") == "true",
    }
    return _converted(values)


def _converted(values: dict[str, Any]) -> NextPackage:
    try:
        return msgspec.convert(values, NextPackage, strict=False)
    except msgspec.ValidationError as error:
        # "... - at `$.contents[0].de`": each part of the form is named as the value is.
        place = str(error).partition("$.")[2].rstrip("`")
        known = {"contents": "contents_de", "name": "name_de", "description": "description_de"}
        field = place.partition(".")[0].partition("[")[0]
        raise InvalidFields(((known.get(field, field), "invalid"),)) from error


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


async def _shown(
    call: Call,
    key: str,
    problem: ProblemDetails | None,
    form: dict[str, str],
    unlocks: tuple[str, ...],
) -> Response:
    _require_staff(call)
    packages = (await list_package_definitions(call)).items
    chosen = next((each for each in packages if each.key == key), None)
    opened = set(unlocks if form else chosen.unlocks if chosen else ())
    return page(
        call,
        "package_editing.html",
        status=problem.status if problem else 200,
        packages=packages,
        chosen=chosen,
        form=form or _as_form(chosen),
        unlocks=opened,
        # What a package opens beside the areas that are booked stays to be seen.
        areas=tuple(dict.fromkeys((*BOOKED_AREAS, *sorted(opened)))),
        problem=problem,
        is_done="done" in call.request.query_params and problem is None,
    )


def _as_form(package: PackageDefinition | None) -> dict[str, str]:
    if package is None:
        return {"base_version": "0", "trial_days": "14", "is_on_offer": "true"}
    price, responsible = package.price_text, package.responsible
    return {
        "key": package.key,
        "base_version": str(package.version),
        "name_de": package.name.de,
        "name_en": package.name.en,
        "description_de": package.description.de,
        "description_en": package.description.en,
        "contents_de": "\n".join(each.de for each in package.contents),
        "contents_en": "\n".join(each.en for each in package.contents),
        "price_de": price.de if price else "",
        "price_en": price.en if price else "",
        "details_url": package.details_url or "",
        "trial_days": str(package.trial_days),
        "responsible_name": responsible.name if responsible else "",
        "responsible_email": responsible.email if responsible else "",
        "is_on_offer": "true" if package.is_on_offer else "",
    }


def _require_staff(call: Call) -> None:
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")
