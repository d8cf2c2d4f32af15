"""How often anybody may ask for something that costs us work or somebody else a mail."""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """So many times an hour, counted by `name` and whoever asks."""

    name: str
    times: int


# An office behind one address mistypes now and then; a list of stolen passwords needs thousands.
FAILED_SIGN_INS_OF_A_SOURCE = Limit(name="sign_in_source", times=60)
# Nobody needs a sixth mail within the hour, and nobody's mailbox may be filled through us.
MAILS_TO_AN_ADDRESS = Limit(name="mail_address", times=5)
MAILS_FOR_A_SOURCE = Limit(name="mail_source", times=30)
ACCESS_REQUESTS_OF_A_PERSON = Limit(name="access_request", times=10)
WARNINGS_TO_A_PERSON = Limit(name="sign_in_warning", times=2)
# An office behind one address; each question is a row until it is answered or too old.
PASSKEY_QUESTIONS_OF_A_SOURCE = Limit(name="passkey_question", times=300)
