"""Write docs/schemas: a JSON Schema of the data of every event, made from the types that decode it.

`python -m tools.schemas` rewrites the folder; a test fails when it is not current.
"""

import json
import sys
from collections.abc import Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from contracts import (
    account_activity,
    announcements,
    company_notices,
    equipment,
    events,
    feed,
    inbound,
    machine_accounts,
    mails,
    meters,
    orders,
    outbound,
    packages,
    partner_service,
    people_news,
    plan_usage,
    request_news,
    seats,
    system_notices,
    webhooks,
)

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Messages = Mapping[str, type[msgspec.Struct]]

INBOUND: Messages = {
    inbound.DOCUMENT_ISSUED: inbound.DocumentIssued,
    inbound.INVOICE_RUN_ANNOUNCED: inbound.InvoiceRunAnnounced,
    inbound.CUSTOMER_UPSERTED: inbound.CustomerUpserted,
    inbound.CONTRACT_UPSERTED: inbound.ContractUpserted,
    inbound.PLAN_USAGE_REPORTED: plan_usage.PlanUsageReported,
    inbound.CUSTOMER_SYSTEM_NOTICED: system_notices.CustomerSystemNoticed,
    inbound.ACCOUNT_ACTIVITY: account_activity.AccountActivity,
    inbound.EQUIPMENT_UPSERTED: equipment.EquipmentUpserted,
    inbound.EQUIPMENT_COUNTER_CHANGED: equipment.EquipmentCounterChanged,
    inbound.ORDER_STATUS_CHANGED: orders.OrderStatusChanged,
}
OUTBOUND: Messages = {
    outbound.DOCUMENT_ARCHIVED: outbound.DocumentArchived,
    outbound.DOCUMENT_REJECTED: outbound.Rejected,
    outbound.INVOICE_RUN_COMPLETED: outbound.InvoiceRunCompleted,
    outbound.DOCUMENT_MISMATCH: outbound.DocumentMismatch,
    outbound.MAIL_BOUNCED: outbound.MailBounced,
    outbound.MESSAGE_REJECTED: outbound.Rejected,
    outbound.PARTNER_CONTACT_CHANGED: outbound.PartnerContactChanged,
    outbound.PRINT_REQUESTED: outbound.PrintRequested,
    outbound.PACKAGE_WISHED: outbound.PackageWished,
    outbound.REQUEST_ESCALATED: outbound.RequestEscalated,
    outbound.MASTERDATA_CHANGED: outbound.MasterdataChanged,
    outbound.CONTRACT_REACTIVATION_ORDERED: outbound.ContractReactivationOrdered,
    outbound.EQUIPMENT_TECHNICAL_ID_CHANGED: equipment.EquipmentTechnicalIdChanged,
    outbound.METER_READING_RECORDED: equipment.MeterReadingRecorded,
    outbound.METER_COUNTER_CHANGED: equipment.MeterCounterChanged,
    outbound.ORDER_PLACED: orders.OrderPlaced,
}
# What services tell each other on `<service>.events`; no business of other systems.
INTERNAL: Messages = {
    events.NOTICE_REQUESTED: events.NoticeRequested,
    events.ORGANISATION_CHANGED: events.OrganisationChanged,
    events.ACCESS_ENDED: events.AccessEnded,
    events.NOTICE_FAILED: events.NoticeFailed,
    events.NOTICE_SENT: events.NoticeSent,
    events.RECIPIENT_REACHED: events.RecipientReached,
    events.E_BILLING_ADDRESS_NAMED: events.EBillingAddressNamed,
    events.CONTRACT_COVERAGE_CHANGED: events.ContractCoverageChanged,
    events.STORAGE_USED_CHANGED: events.StorageUsedChanged,
    events.SUPPORT_CALL_MADE: events.SupportCallMade,
    events.ENTITLEMENTS_CHANGED: events.EntitlementsChanged,
    events.ACCESS_WISHED: events.AccessWished,
    events.LINK_WISHED: events.LinkWished,
    request_news.REQUEST_NEWS: request_news.RequestNews,
    meters.METER_READINGS_DUE: meters.MeterReadingsDue,
    events.MASTER_DATA_IN_FORCE: events.MasterDataInForce,
    packages.PACKAGE_REQUESTED: packages.PackageRequested,
    partner_service.CUSTOMER_SERVED: partner_service.CustomerServed,
    packages.PACKAGE_REQUEST_SETTLED: packages.PackageRequestSettled,
    packages.PACKAGE_OFFERED: packages.PackageOffered,
    packages.PACKAGE_REQUEST_WORKED_ON: packages.PackageRequestWorkedOn,
    mails.MAIL_SENDER_ASKED: mails.MailSenderAsked,
    mails.MAIL_SENDER_TOLD: mails.MailSenderTold,
    people_news.PERSON_CHANGED: people_news.PersonChanged,
    people_news.PERSON_ERASED: people_news.PersonErased,
    people_news.MEMBER_LEFT: people_news.MemberLeft,
    announcements.ANNOUNCEMENT_PUBLISHED: announcements.AnnouncementPublished,
    seats.SEATS_CHANGED: seats.SeatsChanged,
    system_notices.SYSTEM_NOTICE_DUE: system_notices.SystemNoticeDue,
    system_notices.SYSTEM_NOTICE_TOLD: system_notices.SystemNoticeTold,
    company_notices.COMPANY_NOTICE_REQUESTED: company_notices.CompanyNoticeRequested,
    company_notices.COMPANY_CONTACT_CHANGED: company_notices.CompanyContactChanged,
    feed.AFFAIR_CHANGED: feed.AffairChanged,
    machine_accounts.MACHINE_ACCOUNT_CHANGED: machine_accounts.MachineAccountChanged,
    webhooks.WEBHOOK_DISABLED: webhooks.WebhookDisabled,
}


def schema_texts() -> dict[str, str]:
    """Return the text of each file of docs/schemas by its name, of all that crosses our border."""
    messages = {**INBOUND, **OUTBOUND}
    return {f"{name}.json": _text(name, kind) for name, kind in messages.items()}


def write() -> None:
    """Make docs/schemas hold exactly the current schemas."""
    texts = schema_texts()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for stale in {file.name for file in FOLDER.glob("*.json")} - texts.keys():
        (FOLDER / stale).unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _text(name: str, kind: type[msgspec.Struct]) -> str:
    (reference,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    own = components.pop(reference["$ref"].rpartition("/")[2])
    schema: dict[str, Any] = {"$schema": DIALECT, **own, "title": name}
    if components:
        schema["$defs"] = components
    for part in (schema, *components.values()):
        # msgspec copies docstrings with the indentation of the code.
        part["description"] = cleandoc(part["description"])
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write()
    sys.stdout.write(f"{FOLDER.name}: {len(schema_texts())} schemas\n")
