"""The ways to reach the vendor (SE-10)."""

from contracts.tickets import ContactChannel, ContactChannels


def contact_channels(*, phone: str, email: str) -> ContactChannels:
    """Return all three; one without an address is not offered, and the chat needs none."""
    return ContactChannels(
        items=(
            ContactChannel(channel="chat", address=None, is_offered=True),
            ContactChannel(channel="phone", address=phone or None, is_offered=bool(phone)),
            ContactChannel(channel="mail", address=email or None, is_offered=bool(email)),
        )
    )
