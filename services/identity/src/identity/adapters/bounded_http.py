"""HTTP to hosts that strangers choose: checked, short, small, and never redirected."""

import time
from io import BytesIO
from typing import Any

import requests
from requests import PreparedRequest, Response
from urllib3.exceptions import HTTPError

from chassis.outside_addresses import MayReach
from identity.adapters.checked_addresses import CheckedAdapter

LARGEST_ANSWER_BYTES = 256 * 1024
LONGEST_SILENCE_SECONDS = 4.0
LONGEST_TALK_SECONDS = 8.0
_CHUNK_BYTES = 16 * 1024


class AnswerRefused(requests.RequestException):
    """The answer is a redirect, too large, or takes too long."""


def bound(session: requests.Session, may_reach: MayReach) -> None:
    """Hold everything the session asks from now on to one deadline and to checked addresses."""
    adapter = BoundedAdapter(may_reach, ends_at=time.monotonic() + LONGEST_TALK_SECONDS)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # Neither a proxy nor a .netrc of the machine: both would go around the check.
    session.trust_env = False


class BoundedAdapter(CheckedAdapter):
    """Reads answers here, in small pieces: what drips in for ever or never ends is given up."""

    def __init__(self, may_reach: MayReach, *, ends_at: float) -> None:
        self._ends_at = ends_at
        super().__init__(may_reach)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Return the whole answer.

        Raises:
            requests.RequestException: there is none within the bounds.
        """
        kwargs |= {"stream": True, "timeout": self._patience()}
        response = super().send(request, *args, **kwargs)
        try:
            if response.is_redirect:
                raise AnswerRefused("redirect")
            content = self._read(response.raw)
        except (HTTPError, OSError) as error:
            raise AnswerRefused(type(error).__name__) from None
        finally:
            response.raw.close()
        response.raw = BytesIO(content)
        return response

    def _read(self, raw: Any) -> bytes:
        content = bytearray()
        while chunk := raw.read1(_CHUNK_BYTES, decode_content=True):
            content += chunk
            if len(content) > LARGEST_ANSWER_BYTES:
                raise AnswerRefused("too large")
            self._patience()
        return bytes(content)

    def _patience(self) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise AnswerRefused("too slow")
        return min(left, LONGEST_SILENCE_SECONDS)
