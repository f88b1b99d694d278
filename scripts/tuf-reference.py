#!/usr/bin/env python3
"""Makes and reads repositories with the reference implementation of The Update Framework (PyPI: tuf).

    tuf-reference.py make FOLDER               a repository with all key types, rotations and delegations
    tuf-reference.py read FOLDER ROOT PATH...  refreshes from FOLDER with the trusted ROOT, fetches PATHs, prints sizes
"""

import hashlib
import os
import sys
import tempfile
from datetime import datetime, timezone
from urllib.parse import unquote, urlparse

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import (
    DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp,
)
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

EXPIRY = datetime(2100, 1, 1, tzinfo=timezone.utc)


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def put_target(folder, path, data, custom=None):
    info = TargetFile.from_data(path, data, ["sha256", "sha512"])
    if custom:
        info.unrecognized_fields["custom"] = custom
    directory, name = os.path.split(path)
    write(os.path.join(folder, "targets", directory, f"{info.hashes['sha256']}.{name}"), data)
    return info


def make(folder):
    metadata = os.path.join(folder, "metadata")
    roots = [CryptoSigner.generate_ed25519(), CryptoSigner.generate_ecdsa(), CryptoSigner.generate_rsa()]
    timestamp_key = CryptoSigner.generate_ed25519()
    snapshot_key = CryptoSigner.generate_ecdsa()
    targets_key = CryptoSigner.generate_rsa()

    root = Root(expires=EXPIRY, consistent_snapshot=True)
    for signer in roots:
        root.add_key(signer.public_key, "root")
    root.roles["root"].threshold = 3
    root.add_key(timestamp_key.public_key, "timestamp")
    root.add_key(snapshot_key.public_key, "snapshot")
    root.add_key(targets_key.public_key, "targets")
    root.unrecognized_fields["x-unknown"] = {"ü": ["\u2028", "line\nbreak", 'quote"', "back\\slash", -1, True, None]}

    def publish(document, signers, name):
        signed = Metadata(document)
        for signer in signers:
            signed.sign(signer, append=True)
        data = signed.to_bytes()
        write(os.path.join(metadata, name), data)
        return data

    publish(root, roots, "1.root.json")
    # Replace a root key and the timestamp's key, twice over.
    for version in (2, 3):
        new_root, new_timestamp = CryptoSigner.generate_ecdsa(), CryptoSigner.generate_rsa()
        root.revoke_key(roots[1].public_key.keyid, "root")
        root.add_key(new_root.public_key, "root")
        root.revoke_key(timestamp_key.public_key.keyid, "timestamp")
        root.add_key(new_timestamp.public_key, "timestamp")
        root.version = version
        old = roots
        roots = [roots[0], new_root, roots[2]]
        timestamp_key = new_timestamp
        publish(root, list({s.public_key.keyid: s for s in old + roots}.values()), f"{version}.root.json")

    targets = Targets(expires=EXPIRY)
    targets.targets["lists/interpol/base-1.rll"] = put_target(
        folder, "lists/interpol/base-1.rll", b"base one", {"list": "interpol", "text": "größer\n"})
    by_path, by_hash = CryptoSigner.generate_ed25519(), CryptoSigner.generate_ecdsa()
    hashed = "bins/one"
    prefix = hashlib.sha256(hashed.encode()).hexdigest()[:4]
    targets.delegations = Delegations(
        {s.public_key.keyid: s.public_key for s in (by_path, by_hash)},
        {
            "national list": DelegatedRole(
                "national list", [by_path.public_key.keyid], 1, True, paths=["lists/nation?l/*"]),
            "bin": DelegatedRole("bin", [by_hash.public_key.keyid], 1, False, path_hash_prefixes=[prefix]),
        })
    national, bins = Targets(expires=EXPIRY), Targets(expires=EXPIRY)
    national.targets["lists/national/base-1.rll"] = put_target(folder, "lists/national/base-1.rll", b"base two")
    # Signed by a role that may not speak for it: clients must not see it.
    national.targets["lists/interpol/base-2.rll"] = put_target(folder, "lists/interpol/base-2.rll", b"not allowed")
    bins.targets[hashed] = put_target(folder, hashed, b"binned")

    snapshot = Snapshot(expires=EXPIRY)
    for document, key, name, file in (
        (targets, targets_key, "targets", "1.targets.json"),
        (national, by_path, "national list", "1.national%20list.json"),
        (bins, by_hash, "bin", "1.bin.json"),
    ):
        data = publish(document, [key], file)
        snapshot.meta[f"{name}.json"] = MetaFile.from_data(1, data, ["sha256"])
    data = publish(snapshot, [snapshot_key], "1.snapshot.json")
    timestamp = Timestamp(expires=EXPIRY, snapshot_meta=MetaFile.from_data(1, data, ["sha512"]))
    publish(timestamp, [timestamp_key], "timestamp.json")


class FolderFetcher(FetcherInterface):
    """Serves file: addresses, so that no server is needed."""

    def _fetch(self, url):
        try:
            with open(unquote(urlparse(url).path), "rb") as file:
                yield file.read()
        except FileNotFoundError as error:
            raise DownloadHTTPError(str(error), 404) from error


def read(folder, root, paths):
    with open(root, "rb") as file:
        bootstrap = file.read()
    base = "file://" + os.path.abspath(folder)
    with tempfile.TemporaryDirectory() as state:
        updater = Updater(
            state, f"{base}/metadata/", state, f"{base}/targets/", fetcher=FolderFetcher(), bootstrap=bootstrap)
        updater.refresh()
        for path in paths:
            info = updater.get_targetinfo(path)
            if info is None:
                sys.exit(f"{path} is not found")
            with open(updater.download_target(info, os.path.join(state, "target")), "rb") as file:
                print(path, len(file.read()))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        read(sys.argv[2], sys.argv[3], sys.argv[4:])
