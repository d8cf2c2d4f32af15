"""Deletes files that lie beside the archived documents, unlocked, in folders of their own."""

from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.store_faults import trouble


def delete_folder(archive: Archive, folder: str) -> None:
    """Delete every version of everything in a folder of the archive's bucket; safe to repeat.

    Raises:
        DependencyDown: the store does not answer, or refuses our keys.
    """
    while True:
        try:
            found = archive.client.list_object_versions(
                Bucket=archive.bucket, Prefix=f"{folder.rstrip('/')}/"
            )
            entries = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
            for entry in entries:
                archive.client.delete_object(
                    Bucket=archive.bucket, Key=entry["Key"], VersionId=entry["VersionId"]
                )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        if not entries:
            return
