"""The keys of tickets that `kontor rotate-keys` replaces."""

from datetime import timedelta

from chassis.cli.rotation import set_of_keys

REPLY_ADDRESSES = set_of_keys(
    service="tickets",
    name="reply-addresses",
    purpose="the addresses to which people answer mails about requests",
    setting="KONTOR_REQUEST_MAIL_KEYS",
    # People answer mails that they find again a year later.
    kept_for=timedelta(days=400),
)
