"""What most operations of the API are: one call of one service."""

import json
from typing import Any

import httpx

from tests.gateway.scripted_services import Asked, ScriptedServices


async def require_one_call(
    client: httpx.AsyncClient,
    services: ScriptedServices,
    step: tuple[str, str, Any, str, Any, int],
) -> Asked:
    """Return the one call of identity that an operation made, after it answered as it should."""
    method, path, body, called, answer, status = step
    services.says(f"identity.{called}", answer)

    response = await client.request(method, path, json=body)

    assert response.status_code == status, response.text
    asked = [one for one in services.asked if one.called != "identity.authenticate"]
    assert [one.called for one in asked] == [f"identity.{called}"]
    if status != 204:
        assert json.loads(response.content) is not None
    return asked[0]
