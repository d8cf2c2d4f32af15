"""The keys of billing-docs that `kontor rotate-keys` replaces."""

from chassis.cli.rotation import signing_key

EVIDENCE = signing_key(
    service="billing_docs",
    name="evidence",
    purpose="exports and certificates of deletion",
    setting="KONTOR_EVIDENCE_KEY",
    # Nobody of ours checks them: auditors do, with what is published.
    public_setting=None,
)
