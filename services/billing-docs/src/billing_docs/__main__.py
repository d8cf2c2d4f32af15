"""`python -m billing_docs`: the check of deletion certificates, without a server."""

import argparse
import sys
from pathlib import Path

from billing_docs.adapters.certificate_signature import NotGenuine, read_certificate


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 genuine, 1 not, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="python -m billing_docs", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser(
        "verify-certificate", help="say whether a certificate of deletion is genuine"
    )
    verify.add_argument("file", type=Path, help="the certificate as the portal gave it")
    verify.add_argument(
        "--keys", type=Path, required=True, help="file with the public key (JWK or JWKS)"
    )
    given = parser.parse_args(arguments)
    try:
        certificate = read_certificate(given.file.read_bytes(), given.keys)
    except NotGenuine as fault:
        print(f"{given.file}: not genuine: {fault}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"{given.file}: {fault.strerror}", file=sys.stderr)
        return 2
    print(
        f"Genuine. Deletion run {certificate.run_id}, finished {certificate.finished_at:%Y-%m-%d}."
    )
    print(f"Proposed by {certificate.proposed_by}, released by {certificate.released_by}.")
    print(f"{len(certificate.deleted)} documents destroyed, {len(certificate.kept)} kept.")
    for item in certificate.deleted:
        print(f"{item.document_id}  {item.sha256}  retained through {item.retained_through}")
    for item in certificate.kept:
        print(f"{item.document_id}  kept: {item.kept_because}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
