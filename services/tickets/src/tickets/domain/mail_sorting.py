"""Which mails nobody wrote: nothing is said in them, and an answer to them would never end.

Sources: RFC 3834 (automatic answers), RFC 2919 (lists), RFC 3464 and RFC 6522 (reports), RFC 5321
4.5.5 (empty return path), and what widespread programs write beside these.
"""

from collections.abc import Mapping

# Mails that came round rather than from somebody.
_MOST_HOPS = 50
_BULK = {"bulk", "list", "junk", "auto_reply"}
_BY_MACHINES = ("x-autoreply", "x-autorespond", "x-auto-response", "x-loop", "feedback-id")


def ignored_because(headers: Mapping[str, list[str]], *, is_from_nobody: bool) -> str | None:
    """Return why a mail with these headers (by their names in small letters) is not answered.

    `is_from_nobody` is what the envelope said. None: somebody wrote it.
    """
    first = {name: values[0].strip().lower() for name, values in headers.items() if values}
    submitted = first.get("auto-submitted", "no").partition(";")[0].strip()
    said_by_machines = any(name in first for name in _BY_MACHINES)
    reasons = {
        "from_nobody": is_from_nobody or first.get("return-path", "").replace(" ", "") == "<>",
        "report": first.get("content-type", "").startswith("multipart/report"),
        "automatic": submitted != "no" or said_by_machines or first.get("precedence") in _BULK,
        "list": any(name in first for name in ("list-id", "list-post", "list-unsubscribe")),
        "loop": len(headers.get("received", [])) > _MOST_HOPS,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)
