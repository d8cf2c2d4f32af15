"""Begin: the vendor's own organisation and the invitation of its first administrator."""

from contracts.errors import InvalidInput
from contracts.events import Language
from identity.domain.addresses import NotAnAddress, parse_address
from identity.domain.presets import preset_areas
from identity.store.records import Records
from identity.use_cases.invitations.issue_invitation import (
    InvitationRules,
    Preset,
    issue_invitation,
)
from identity.use_cases.organisations.welcome_organisation import announce_organisation

ACTOR = "operator:bootstrap"


def bootstrap_vendor(
    email: str, name: str, records: Records, rules: InvitationRules, *, language: Language = "de"
) -> str | None:
    """Return the link that makes its holder the vendor's first administrator.

    None if there is an administrator already. Repeating before the acceptance makes a new link,
    and the older one dies. No mail is sent: the operator stands before the screen, and a mail
    server may not be set up yet.

    Raises:
        InvalidInput: no address.
    """
    try:
        address = parse_address(email)
    except NotAnAddress:
        raise InvalidInput("email", "not_an_address") from None
    stored = records.organisations.operator(name=name, language=language)
    organisation = stored.organisation
    records.organisations.lock(organisation.id)
    if stored.is_new:
        announce_organisation(stored, records, actor=ACTOR)
    if records.memberships.count_admins(organisation.id):
        return None
    issued = issue_invitation(
        organisation,
        Preset(
            address=address,
            role="admin",
            areas=preset_areas("admin"),
            invited_by=ACTOR,
            # Another address in the second try is a second way in, not a second initial contact.
            is_initial=not records.invitations.has_initial(organisation.id, "admin"),
        ),
        records,
        rules,
        by_mail=False,
    )
    return issued.link
