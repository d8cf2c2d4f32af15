"""Answers that the vendor's people keep ready: put into a message, and kept up to date."""

import asyncio
from dataclasses import replace
from typing import Any

import msgspec
from starlette.responses import Response

from contracts.canned_answers import CannedAnswer
from contracts.errors import ChangedMeanwhile, InvalidInput
from gateway import problems
from gateway.api.canned_answers import NextCannedAnswer, fill_canned_answer, put_canned_answer
from gateway.call import Call
from gateway.pages.forms import read_form
from gateway.pages.page import page, redirect
from gateway.pages.request import MENDABLE, request_id_in, shown, shown_again
from gateway.pages.request_words import words_for
from gateway.problems import InvalidFields, ProblemDetails

ANSWERS = "/desk/answers"
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput)
_EMPTY = {"key": "", "base_version": "0", "is_offered": "true"}


async def insert(call: Call) -> Response:
    """Show the request again, with the chosen answer behind what was typed; nothing is sent."""
    request_id, form = request_id_in(call), await read_form(call.request)
    try:
        answer = await fill_canned_answer(call, request_id, form.get("canned_answer", ""))
    except MENDABLE as error:
        return await shown_again(call, request_id, error, form)
    typed = form.get("body", "").rstrip()
    body = f"{typed}\n\n{answer.body}" if typed else answer.body
    return await shown(call, request_id, None, form | {"body": body})


async def show(call: Call) -> Response:
    """Show all answers, and the form for one of them or for a new one."""
    return await _shown(call, call.request.query_params.get("key", ""), None, {})


async def save(call: Call) -> Response:
    """Keep a new answer, or the next version of one."""
    form = await read_form(call.request)
    try:
        await put_canned_answer(call, form.get("key", ""), _wanted(form))
    except _MENDABLE as error:
        problem = problems.problem_of(error)
        if problem is None:
            raise
        # Fields of the service's names are those of the form but for the points.
        named = tuple((name.replace(".", "_"), reason) for name, reason in problem.faults)
        details = problems.describe(
            replace(problem, faults=named), call.texts, call.context.correlation_id
        )
        return await _shown(call, form.get("key", ""), details, form)
    return redirect(call, f"{ANSWERS}?done=yes")


def _wanted(form: dict[str, str]) -> NextCannedAnswer:
    faults = [
        (name, "missing")
        for name in ("label_de", "label_en", "body_de", "body_en")
        if not form.get(name, "").strip()
    ]
    if faults:
        raise InvalidFields(tuple(faults))
    values: dict[str, Any] = {
        "base_version": form.get("base_version", ""),
        "label": {"de": form["label_de"].strip(), "en": form["label_en"].strip()},
        "body": {language: _lines(form[f"body_{language}"]) for language in ("de", "en")},
        "department": form.get("department") or None,
        "is_offered": form.get("is_offered") == "true",
    }
    try:
        return msgspec.convert(values, NextCannedAnswer, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidFields((("body_de", "too_long"),)) from error


def _lines(typed: str) -> str:
    """Return what was typed with line ends as they are kept; browsers send two characters."""
    return typed.replace("\r\n", "\n").strip()


async def _shown(
    call: Call, key: str, problem: ProblemDetails | None, form: dict[str, str]
) -> Response:
    answers, departments = await asyncio.gather(
        call.around.tickets.list_canned_answers(call.context),
        call.around.tickets.list_departments(call.context),
    )
    chosen = next((each for each in answers.items if each.key == key), None)
    return page(
        call,
        "canned_answers.html",
        status=problem.status if problem else 200,
        answers=answers.items,
        placeholders=answers.placeholders,
        departments=departments.items,
        words=words_for(call, departments.items),
        chosen=chosen,
        form=form or _as_form(chosen),
        problem=problem,
        is_done="done" in call.request.query_params and problem is None,
    )


def _as_form(answer: CannedAnswer | None) -> dict[str, str]:
    if answer is None:
        return _EMPTY
    return {
        "key": answer.key,
        "base_version": str(answer.version),
        "label_de": answer.label.de,
        "label_en": answer.label.en,
        "body_de": answer.body.de,
        "body_en": answer.body.en,
        "department": answer.department or "",
        "is_offered": "true" if answer.is_offered else "",
    }
