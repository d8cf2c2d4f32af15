"""Material for partners, and licence files, for those who fetch and for those who keep them."""

from collections.abc import Mapping
from itertools import groupby
from uuid import UUID, uuid4

from starlette.responses import Response

from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.partner_resources import PartnerResource
from contracts.request_types import Label
from contracts.vendor_files import LARGEST_LICENCE_BYTES, PutLicenceFile, VendorFile
from gateway.api.vendor_files import NextResource, put_resource, store_resource_file
from gateway.call import Call
from gateway.clients.stored_streams import UploadEmpty, UploadTooLarge
from gateway.pages.file_forms import FileForm, file_chunks, read_file_form
from gateway.pages.forms import page_again
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

RESOURCES = "/business/resources"
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput, UploadEmpty, UploadTooLarge)
_NAMES = ("title_de", "title_en", "category_de", "category_en")


async def show(call: Call) -> Response:
    """Show the material by category; to the vendor's people with what they change."""
    return await _shown(call, None, {})


async def add(call: Call) -> Response:
    """Keep a new piece of material with its first file; for the vendor's people."""
    _require_staff(call)
    async with read_file_form(call.request) as form:
        try:
            if not form.files:
                raise InvalidFields((("file", "missing"),))
            resource_id = uuid4()
            await put_resource(call, resource_id, _resource_in(form.fields))
            await _keep_file(call, resource_id, form)
        except _MENDABLE as error:
            return await page_again(call, error, lambda problem: _shown(call, problem, form.fields))
    return redirect(call, f"{RESOURCES}?done=kept")


async def change(call: Call) -> Response:
    """Change a piece of material, or add a newer file; for the vendor's people."""
    _require_staff(call)
    resource_id = id_in(call, "resource_id", "resource")
    async with read_file_form(call.request) as form:
        try:
            await put_resource(call, resource_id, _resource_in(form.fields))
            if form.files:
                await _keep_file(call, resource_id, form)
        except _MENDABLE as error:
            return await page_again(call, error, lambda problem: _shown(call, problem, {}))
    return redirect(call, f"{RESOURCES}?done=kept")


async def keep_licence(call: Call) -> Response:
    """Keep the licence file of an on-premises contract; for the vendor's people."""
    _require_staff(call)
    contract_id = id_in(call, "contract_id", "contract")
    catalog = call.around.catalog
    done = "licence_kept"
    async with read_file_form(call.request) as form:
        try:
            if not form.files:
                raise InvalidFields((("file", "missing"),))
            place = await catalog.place_licence_file(call.context, contract_id)
            stored = await call.around.streams.put(
                place.bucket,
                lambda _: place.object_key,
                file_chunks(form.files[0]),
                largest_bytes=LARGEST_LICENCE_BYTES,
            )
            file = VendorFile(
                object_key=stored.object_key,
                file_name=form.files[0].filename or "",
                sha256=stored.sha256,
                size_bytes=stored.size_bytes,
            )
            request = PutLicenceFile(contract_id=contract_id, file=file)
            await catalog.put_licence_file(call.context, request)
        except _MENDABLE:
            done = "licence_not_kept"
    return redirect(call, f"/contracts/{contract_id}?done={done}")


def _require_staff(call: Call) -> None:
    """Say no before a file is read.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
    """
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")


def _resource_in(form: Mapping[str, str]) -> NextResource:
    """Return the piece of material that the form describes.

    Raises:
        InvalidFields: a name is missing.
    """
    words = {name: form.get(name, "").strip() for name in _NAMES}
    missing = tuple((name, "missing") for name, word in words.items() if not word)
    if missing:
        raise InvalidFields(missing)
    version = form.get("base_version", "0")
    return NextResource(
        base_version=int(version) if version.isdecimal() else 0,
        title=Label(de=words["title_de"], en=words["title_en"]),
        category=Label(de=words["category_de"], en=words["category_en"]),
        is_offered=form.get("is_offered") == "true",
    )


async def _keep_file(call: Call, resource_id: UUID, form: FileForm) -> None:
    file = form.files[0]
    await store_resource_file(call, resource_id, file.filename or "", file_chunks(file))


async def _shown(call: Call, problem: ProblemDetails | None, form: Mapping[str, str]) -> Response:
    found = await call.around.catalog.list_resources(call.context)

    def category(resource: PartnerResource) -> str:
        return str(getattr(resource.category, call.language))

    ordered = sorted(found.items, key=lambda each: (category(each), each.title.de))
    done = call.request.query_params.get("done")
    return page(
        call,
        "resources.html",
        status=problem.status if problem else 200,
        groups=[(name, list(each)) for name, each in groupby(ordered, category)],
        legacy_url=found.legacy_url,
        names=_NAMES,
        form=form,
        is_staff=call.identified.principal.is_staff,
        is_done=done == "kept" and problem is None,
        problem=problem,
    )
