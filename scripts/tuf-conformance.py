#!/usr/bin/env python3
"""Cases a client of The Update Framework must get right: tuf-conformance.py RIDGELINE [-k WORD]

Every case builds a repository with the reference implementation's metadata classes, serves it over HTTP and runs
`ridgeline tuf` as a process; it asserts exit codes, stored files and the requests that were made.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, SuccinctRoles, TargetFile, Targets, Timestamp,
)

NOW = datetime.now(timezone.utc).replace(microsecond=0)
FAR = NOW + timedelta(days=365)
PAST = NOW - timedelta(days=1)
TOP = ["root", "timestamp", "snapshot", "targets"]
POOL = [CryptoSigner.generate_ed25519() for _ in range(14)]


class Repository:
    """Metadata in the making, and what has been published of it."""

    def __init__(self, consistent=True, signer=CryptoSigner.generate_ed25519, hashes=False):
        self.hashes = hashes
        self.signed = {
            "root": Root(expires=FAR, consistent_snapshot=consistent), "timestamp": Timestamp(expires=FAR),
            "snapshot": Snapshot(expires=FAR), "targets": Targets(expires=FAR),
        }
        self.signers = {}
        self.files = {}     # by path as asked for, unquoted: bytes, or a function of the request handler
        self.requests = []  # metadata, as asked for
        self.fetched = []   # targets, as asked for
        for role in TOP:
            self.signers[role] = [signer()]
            self.signed["root"].add_key(self.signers[role][0].public_key, role)
        self.publish("targets", "snapshot", "timestamp", "root", bump=False)
        self.first_root = self.files["metadata/1.root.json"]

    @property
    def root(self): return self.signed["root"]

    def sign(self, role):
        metadata = Metadata(self.signed[role])
        metadata.signatures.clear()
        for signer in self.signers[role]:
            metadata.sign(signer, append=True)
        return metadata.to_bytes()

    def put(self, role, data, version=None):
        version = version or self.signed[role].version
        plain = role == "timestamp" or (role != "root" and not self.root.consistent_snapshot)
        self.files["metadata/" + ("" if plain else f"{version}.") + quote(role, "") + ".json"] = data

    def publish(self, *roles, bump=True):
        """Signs the roles in this order and tells those above them."""
        for role in roles:
            if bump:
                self.signed[role].version += 1
            data = self.sign(role)
            self.put(role, data)
            described = self.describe(data, self.signed[role].version)
            if role == "snapshot":
                self.signed["timestamp"].snapshot_meta = described
            elif role not in ("root", "timestamp"):
                self.signed["snapshot"].meta[f"{role}.json"] = described

    def describe(self, data, version):
        return MetaFile.from_data(version, data, ["sha256"]) if self.hashes else MetaFile(version)

    def release(self, *roles):
        self.publish(*roles, *[r for r in ("targets", "snapshot", "timestamp") if r not in roles])

    def rotate(self, *roles, keys=None, threshold=1, signers=None):
        for role in roles:
            for key in list(self.root.roles[role].keyids):
                self.root.revoke_key(key, role)
            keys_ = keys or [CryptoSigner.generate_ed25519()]
            for key in keys_:
                self.root.add_key(key.public_key, role)
            self.root.roles[role].threshold = threshold
            self.signers[role] = signers or keys_

    def target(self, role, path, data, name=None):
        info = TargetFile.from_data(path, data, ["sha256"])
        self.signed[role].targets[path] = info
        directory, slash, base = path.rpartition("/")
        prefix = f"{info.hashes['sha256']}." if self.root.consistent_snapshot else ""
        self.files[f"targets/{directory}{slash}{prefix}{base}"] = data

    def delegate(self, parent, name, paths=("*",), prefixes=None, terminating=False, signer=None, threshold=1):
        signer = signer or CryptoSigner.generate_ed25519()
        delegations = self.signed[parent].delegations or Delegations({}, {})
        self.signed[parent].delegations = delegations
        delegations.roles[name] = DelegatedRole(
            name, [], threshold, terminating, None if prefixes else list(paths), prefixes)
        self.signed[parent].add_key(signer.public_key, name)
        if name not in self.signed:
            self.signed[name] = Targets(expires=FAR)
            self.signed[name].version = 0
            self.signers[name] = []
        self.signers[name].append(signer)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        repository = self.server.repository
        path = self.path.lstrip("/")
        kind, _, name = path.partition("/")
        (repository.requests if kind == "metadata" else repository.fetched).append(name)
        content = repository.files.get(unquote(path) if kind == "targets" else path)
        if callable(content):
            return content(self)
        if content is None:
            return self.send_error(getattr(repository, "absent", 404))
        self.reply(content)

    def reply(self, content, status=200):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


class Client:
    said = ""  # what the program said last

    def __init__(self, repository, start=True):
        self.folder = tempfile.TemporaryDirectory()
        self.trust = os.path.join(self.folder.name, "trust")
        self.targets = os.path.join(self.folder.name, "targets")
        os.mkdir(self.trust)
        self.repository = repository
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.repository = repository
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        if start:
            expect(self.init(), 0)

    def run(self, *arguments, days=0):
        self.repository.requests.clear()
        self.repository.fetched.clear()
        command = [PROGRAM, "tuf", "--metadata-dir", self.trust, *arguments]
        if days:
            command = ["faketime", (datetime.now() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S"), *command]
        result = subprocess.run(command, capture_output=True, text=True, timeout=200)
        self.said = Client.said = result.stderr
        return result.returncode

    def init(self, root=None):
        path = os.path.join(self.folder.name, "root.json")
        with open(path, "wb") as file:
            file.write(root or self.repository.first_root)
        return self.run("init", path)

    def refresh(self, days=0):
        return self.run("--metadata-url", self.url + "/metadata/", "refresh", days=days)

    def download(self, *paths, days=0):
        names = [word for path in paths for word in ("--target-name", path)]
        return self.run(
            "--metadata-url", self.url + "/metadata/", *names, "--target-dir", self.targets, "--target-base-url",
            self.url + "/targets/", "download", days=days)

    def versions(self):
        """Version of each trusted role, by the name its file has."""
        found = {}
        for name in os.listdir(self.trust):
            if name.endswith(".json"):
                with open(os.path.join(self.trust, name), "rb") as file:
                    found[name[:-5]] = json.load(file)["signed"]["version"]
        return found

    def stored(self, role):
        with open(os.path.join(self.trust, role + ".json"), "rb") as file:
            return file.read()

    def have(self):
        """Contents of the downloaded files, by name."""
        if not os.path.isdir(self.targets):
            return {}
        found = {}
        for name in os.listdir(self.targets):
            if name.endswith(".part"):
                continue
            with open(os.path.join(self.targets, name), "rb") as file:
                found[unquote(name)] = file.read()
        return found


def expect(found, wanted):
    if found != wanted:
        raise AssertionError(f"{found!r}, not {wanted!r}")


CASES = []


def case(*variants):
    """Registers a case, once for each tuple of arguments."""
    def register(function):
        for variant in variants or [()]:
            CASES.append((function, variant))
        return function
    return register


def fresh(**settings):
    repository = Repository(**settings)
    return repository, Client(repository)


# Basic workflow

@case((True,), (False,))
def first_refresh(consistent):
    repository, client = fresh(consistent=consistent)
    expect(client.refresh(), 0)
    plain = ["2.root.json", "timestamp.json", "snapshot.json", "targets.json"]
    expect(repository.requests, ["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"] if consistent else plain)
    expect(client.versions(), dict.fromkeys(TOP, 1))
    for role in TOP:
        expect(client.stored(role), repository.sign(role) if role == "root" else repository.files[
            "metadata/" + ("1." if consistent and role != "timestamp" else "") + role + ".json"])
    expect(client.refresh(), 0)
    expect(repository.requests, ["2.root.json", "timestamp.json"])


@case()
def download_refreshes_first():
    repository, client = fresh()
    expect(client.download("no such file"), 1)
    expect(repository.requests, ["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"])
    expect(client.versions(), dict.fromkeys(TOP, 1))


@case(("version",), ("signature",), ("json",), ("type",))
def bad_first_root(damage):
    repository = Repository()
    client = Client(repository, start=False)
    root = json.loads(repository.first_root)
    if damage == "version": del root["signed"]["version"]
    if damage == "signature": root["signatures"][0]["sig"] = "3045022100ee44"
    if damage == "type": root["signed"]["_type"] = "timestamp"
    client.init(json.dumps(root).encode()[:-9 if damage == "json" else None])
    expect(client.refresh(), 1)
    expect(repository.requests, [])


@case((403, 0), (404, 0), (500, 1))
def what_ends_the_chain_of_roots(status, code):
    repository, client = fresh()
    repository.absent = status
    expect(client.refresh(), code)


@case()
def redirects_are_followed():
    repository, client = fresh()
    moved = repository.files["metadata/timestamp.json"]
    repository.files["elsewhere"] = moved

    def redirect(handler):
        handler.send_response(302)
        handler.send_header("Location", "/elsewhere")
        handler.end_headers()
    repository.files["metadata/timestamp.json"] = redirect
    expect(client.refresh(), 0)


@case(("timestamp.json",), ("1.snapshot.json",), ("1.targets.json",))
def missing_metadata(name):
    repository, client = fresh()
    del repository.files["metadata/" + name]
    expect(client.refresh(), 1)


@case(*[(role,) for role in TOP])
def unsigned(role):
    repository, client = fresh()
    repository.signers[role] = []
    if role == "root":
        repository.publish("root")
    else:
        repository.publish("targets", "snapshot", "timestamp", bump=False)
    expect(client.refresh(), 1)
    order = ["root", "timestamp", "snapshot", "targets"]
    expect(client.versions(), dict.fromkeys(order[:max(1, order.index(role))], 1))


@case()
def unknown_fields_are_signed_too():
    repository, client = fresh()
    root = repository.root
    root.unrecognized_fields["x"] = {"é": [1, None, True, "line\nbreak \u2028 \"quoted\" \\ / \x7f e\u0301"], "Z": -5}
    root.keys[root.roles["root"].keyids[0]].unrecognized_fields["y"] = {"a": 1}
    root.roles["root"].unrecognized_fields["z"] = "z"
    repository.signed["targets"].unrecognized_fields["custom"] = {"\U0001f600": "\uffff"}
    repository.publish("root")
    repository.release()
    expect(client.refresh(), 0)
    expect(client.versions()["root"], 2)


@case(
    (CryptoSigner.generate_ed25519,), (CryptoSigner.generate_ecdsa,), (CryptoSigner.generate_rsa,),
    (lambda: CryptoSigner.generate_rsa(scheme="rsa-pkcs1v15-sha256"),))
def key_types(signer):
    repository, client = fresh(signer=signer)
    expect(client.refresh(), 0)
    repository.publish("root")
    expect(client.refresh(), 0)
    expect(client.versions()["root"], 2)


@case()
def old_name_of_ecdsa_keys():
    signer = CryptoSigner.generate_ecdsa()
    signer.public_key.keytype = "ecdsa-sha2-nistp256"
    repository = Repository(signer=lambda: signer)
    expect(Client(repository).refresh(), 0)


@case()
def an_unknown_or_damaged_key_hurts_nobody_else():
    repository, client = fresh()
    other = CryptoSigner.generate_ed25519()
    for scheme, public in (("post-quantum", "00"), ("ed25519", "not hex"), ("ed25519", "00")):
        key = deepcopy(other.public_key)
        key.scheme, key.keyval["public"], key.keyid = scheme, public, f"odd {scheme} {public}"
        repository.root.add_key(key, "timestamp")
    repository.publish("root")
    expect(client.refresh(), 0)


# Root rotation and thresholds: (keys, threshold, signatures) by version, whether the last is accepted

@case(
    ([([1], 1, [1]), ([2], 1, [2, 1]), ([2], 1, [2])], True),
    ([([1], 1, [3, 1, 4]), ([2], 1, [3, 2, 1, 4]), ([2], 1, [3, 2, 4])], True),
    ([([0, 1, 2, 3, 4], 3, [0, 2, 4]), ([0, 1, 2, 3, 4], 3, [0, 4, 1])], True),
    ([([0, 1, 2, 3, 4], 3, [0, 2, 4]), ([5, 6, 7, 8, 9], 3, [0, 2, 4, 5, 6, 7]), ([5, 6, 7, 8, 9], 3, [5, 6, 7])], True),
    ([([1, 2, 3], 1, [1]), ([1, 2, 3], 2, [1, 2])], True),
    ([([1, 2, 3], 2, [1, 2]), ([1, 2, 3], 1, [1, 2]), ([1, 2, 3], 1, [1])], True),
    ([([1], 1, [1]), ([2], 1, [2, 3, 4])], False),
    ([([1], 1, [1]), ([2], 1, [1, 3, 4])], False),
    ([([0, 1, 2, 3, 4], 3, [0, 2, 4]), ([0, 1, 3, 4, 5], 3, [0, 2, 4])], False),
    ([([0, 1, 2, 3, 4], 3, [0, 2, 4]), ([0, 1, 3, 4, 5], 3, [0, 4, 5])], False),
    ([([1, 2, 3], 1, [1]), ([1, 2, 3], 2, [2])], False),
    ([([1, 2, 3], 2, [1, 2]), ([1, 2, 3], 1, [1])], False),
)
def root_rotation(versions, accepted):
    repository = Repository()
    repository.root.version = 0
    for keys, threshold, signatures in versions:
        repository.rotate("root", keys=[POOL[i] for i in keys], threshold=threshold, signers=[POOL[i] for i in signatures])
        repository.publish("root")
    repository.first_root = repository.files["metadata/1.root.json"]
    client = Client(repository)
    expect(client.refresh(), 0 if accepted else 1)
    last = len(versions) if accepted else len(versions) - 1
    expect(client.stored("root"), repository.files[f"metadata/{last}.root.json"])


@case(
    ([2], 1, [2], True), ([1], 1, [3, 1, 4], True), ([2], 1, [1, 3, 4], False),
    ([0, 1, 3, 4, 5], 3, [0, 2, 4], False), ([0, 1, 3, 4, 5], 3, [0, 4], False),
    ([0, 1, 2, 3, 4], 3, [0, 2, 4], True), ([0, 1, 2, 3, 4], 3, [2, 3, 4], True),
)
def other_rotation(keys, threshold, signatures, accepted):
    for role in TOP[1:]:
        repository, client = fresh()
        expect(client.refresh(), 0)
        repository.rotate(role, keys=[POOL[i] for i in keys], threshold=threshold, signers=[POOL[i] for i in signatures])
        repository.publish("root", "targets", "snapshot", "timestamp")
        expect(client.refresh(), 0 if accepted else 1)
        if accepted:
            expect(client.versions(), dict.fromkeys(TOP, 2))


@case()
def a_stored_role_must_satisfy_the_new_root():
    repository, client = fresh()
    expect(client.refresh(), 0)
    repository.root.roles["snapshot"].threshold = 2
    repository.publish("root")
    expect(client.refresh(), 1)
    expect(client.versions(), {"root": 2, "timestamp": 1, "snapshot": 1, "targets": 1})


@case()
def keys_of_the_root_do_not_count_for_others():
    repository, client = fresh()
    repository.signers["snapshot"] = repository.signers["root"]
    repository.release()
    expect(client.refresh(), 1)


@case()
def one_key_under_many_names_is_one_signer():
    repository, client = fresh()
    expect(client.refresh(), 0)
    signer = CryptoSigner.generate_ed25519()
    twins = []
    for number in range(4):
        key = deepcopy(signer.public_key)
        key.keyid = f"{number:064d}"
        twins.append(CryptoSigner(signer._private_key, key))
    repository.rotate("snapshot", keys=twins, threshold=3)
    repository.publish("root")
    repository.release()
    expect(client.refresh(), 1)
    expect(client.versions()["snapshot"] if "snapshot" in client.versions() else 1, 1)


@case(("signature",), ("keyid",))
def doubled(what):
    repository, client = fresh()
    repository.rotate("timestamp", threshold=2)
    repository.publish("root")
    document = json.loads(repository.sign("timestamp"))
    if what == "signature":
        document["signatures"] *= 2
    else:
        # Signed as it stands: only the doubled name is wrong with it.
        root = json.loads(repository.files["metadata/2.root.json"])
        root["signed"]["roles"]["timestamp"]["keyids"] *= 2
        signature = repository.signers["root"][0].sign(encode_canonical(root["signed"]).encode())
        root["signatures"] = [{"keyid": signature.keyid, "sig": signature.signature}]
        repository.files["metadata/2.root.json"] = json.dumps(root).encode()
    repository.files["metadata/timestamp.json"] = json.dumps(document).encode()
    expect(client.refresh(), 1)


@case()
def a_missing_key_and_a_strange_keyid_algorithm_are_ignored():
    repository, client = fresh()
    repository.root.roles["snapshot"].keyids.append("f" * 64)
    repository.root.keys[repository.root.roles["snapshot"].keyids[0]].unrecognized_fields["keyid_hash_algorithms"] = ["md5"]
    repository.publish("root")
    expect(client.refresh(), 0)


@case((1,), (3,))
def root_versions_must_follow_each_other(version):
    repository, client = fresh()
    repository.root.version = version
    repository.put("root", repository.sign("root"), version=2)
    expect(client.refresh(), 1)
    expect(client.versions(), {"root": 1})


# Expiry

@case(*[(role,) for role in TOP])
def expired(role):
    repository, client = fresh()
    expect(client.refresh(), 0)
    repository.signed[role].expires = PAST
    repository.publish("root", "targets", "snapshot", "timestamp")
    expect(client.refresh(), 1)
    order = TOP[:TOP.index(role)] + (["root"] if role == "root" else [])
    expect(client.versions(), {**dict.fromkeys(TOP, 1), **dict.fromkeys(order, 2)})


@case()
def an_expired_root_is_passed_on_the_way():
    repository, client = fresh()
    repository.root.expires = PAST
    repository.publish("root")
    repository.root.expires = FAR
    repository.publish("root")
    expect(client.refresh(), 0)
    expect(client.versions()["root"], 3)


@case()
def what_is_stored_may_have_expired():
    repository, client = fresh()
    for role in TOP[1:]:
        repository.signed[role].expires = NOW + timedelta(days=7)
    repository.release()
    expect(client.refresh(), 0)
    expect(client.refresh(days=18), 1)
    for role in TOP[1:]:
        repository.signed[role].expires = NOW + timedelta(days=21)
    repository.release()
    expect(client.refresh(days=18), 0)
    expect(client.versions(), {"root": 1, "timestamp": 3, "snapshot": 3, "targets": 3})


@case()
def delegated_roles_expire():
    repository, client = fresh()
    repository.delegate("targets", "owner")
    repository.signed["owner"].expires = NOW + timedelta(days=7)
    repository.target("owner", "one", b"1")
    repository.target("owner", "two", b"2")
    repository.publish("owner", "targets", "snapshot", "timestamp")
    expect(client.download("one"), 0)
    expect(client.download("two", days=18), 1)
    expect(client.have(), {"one": b"1"})
    repository.signed["owner"].expires = NOW + timedelta(days=21)
    repository.publish("owner", "snapshot", "timestamp")
    expect(client.download("two", days=18), 0)
    expect(client.have(), {"one": b"1", "two": b"2"})


# Rollback, fast forward, mix and match

@case()
def timestamp_rollback():
    repository, client = fresh()
    old = repository.files["metadata/timestamp.json"]
    repository.publish("timestamp")
    expect(client.refresh(), 0)
    repository.files["metadata/timestamp.json"] = old
    expect(client.refresh(), 1)
    expect(repository.requests, ["2.root.json", "timestamp.json"])
    expect(client.versions()["timestamp"], 2)


@case((False,), (True,))
def snapshot_rollback(hashes):
    repository, client = fresh(hashes=hashes)
    repository.release()
    expect(client.refresh(), 0)
    repository.signed["snapshot"].version = 1
    repository.publish("snapshot", bump=False)
    repository.publish("timestamp")
    expect(client.refresh(), 1)
    expect(repository.requests[-1], "timestamp.json")
    expect(client.versions(), {"root": 1, "timestamp": 2, "snapshot": 2, "targets": 2})


@case((False,), (True,))
def targets_rollback(hashes):
    repository, client = fresh(hashes=hashes)
    repository.release()
    expect(client.refresh(), 0)
    repository.signed["targets"].version = 1
    repository.publish("targets", bump=False)
    repository.publish("snapshot", "timestamp")
    expect(client.refresh(), 1)
    expect(client.versions(), {"root": 1, "timestamp": 3, "snapshot": 2, "targets": 2})


@case()
def a_role_may_not_vanish_from_the_snapshot():
    repository, client = fresh()
    repository.delegate("targets", "owner")
    repository.publish("owner", "targets", "snapshot", "timestamp")
    expect(client.refresh(), 0)
    del repository.signed["snapshot"].meta["owner.json"]
    repository.publish("snapshot", "timestamp")
    expect(client.refresh(), 1)


@case()
def the_same_timestamp_version_with_other_content_is_not_taken():
    repository, client = fresh()
    expect(client.refresh(), 0)
    before = client.stored("timestamp")
    repository.signed["timestamp"].snapshot_meta.version = 100
    repository.publish("timestamp", bump=False)
    expect(client.refresh(), 0)
    expect(repository.requests, ["2.root.json", "timestamp.json"])
    expect(client.stored("timestamp"), before)


@case(("timestamp", ["timestamp"]), ("snapshot", ["snapshot", "timestamp"]), ("targets", ["snapshot"]))
def fast_forward_recovery(role, rotated):
    repository, client = fresh()
    repository.signed[role].version = 99_999
    repository.release()
    expect(client.refresh(), 0)
    expect(client.versions()[role], 100_000)
    repository.rotate(*rotated)
    repository.publish("root")
    repository.signed[role].version = 1
    repository.publish("targets", "snapshot", "timestamp", bump=False)
    if role == "targets":
        repository.publish("snapshot", "timestamp")
    expect(client.refresh(), 0)
    expect(client.versions()[role], 1)


@case()
def another_snapshot_than_the_timestamp_names():
    repository, client = fresh()
    repository.signed["snapshot"].version = 2
    repository.put("snapshot", repository.sign("snapshot"), version=1)
    expect(client.refresh(), 1)
    expect(repository.requests[-1], "1.snapshot.json")
    expect(client.versions(), {"root": 1, "timestamp": 1})


@case()
def other_targets_than_the_snapshot_names():
    repository, client = fresh()
    expect(client.refresh(), 0)
    repository.publish("targets")
    expect(client.refresh(), 0)
    expect(client.versions()["targets"], 1)
    repository.publish("snapshot", "timestamp")
    repository.files["metadata/2.targets.json"] = repository.files["metadata/1.targets.json"]
    expect(client.refresh(), 1)
    expect(client.versions()["targets"], 1)


@case(("snapshot",), ("targets",))
def metadata_hash_mismatch(role):
    repository, client = fresh(hashes=True)
    expect(client.refresh(), 0)
    repository.publish("targets")
    above = repository.signed["snapshot"].meta["targets.json"] if role == "targets" else None
    if above: above.hashes["sha256"] = "46419349341cfb2d95f6ae3d4cd5c3d3dd7f4673985dad42a45130be5e0531a0"
    repository.publish("snapshot")
    if role == "snapshot": repository.signed["timestamp"].snapshot_meta.length -= 1
    repository.publish("timestamp")
    expect(client.refresh(), 1)
    expect(client.versions(), {"root": 1, "timestamp": 2, "snapshot": 1 if role == "snapshot" else 2, "targets": 1})


# Endless and slow

@case(("2.root.json",), ("timestamp.json",), ("1.snapshot.json",), ("1.targets.json",))
def endless_metadata(name):
    repository, client = fresh()
    sent = [0]

    def flood(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while sent[0] < 100 << 20:
                handler.wfile.write(b" " * 65536)
                sent[0] += 65536
        except OSError:
            pass
    repository.files["metadata/" + name] = flood
    expect(client.refresh(), 1)
    time.sleep(0.2)
    assert sent[0] < 20 << 20, f"{sent[0]} bytes were taken"


@case()
def a_slow_drip_ends():
    repository, client = fresh()

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b" ")
                time.sleep(0.5)
        except OSError:
            pass
    repository.files["metadata/timestamp.json"] = drip
    started = time.monotonic()
    expect(client.refresh(), 1)
    assert time.monotonic() - started < 90


@case()
def endless_target():
    repository, client = fresh()
    repository.target("targets", "file", b"short")
    repository.release()
    for name in list(repository.files):
        if name.startswith("targets/"): repository.files[name] = b"short and then much more"
    expect(client.download("file"), 1)
    expect(client.have(), {})


# Targets

@case((True, "file.txt"), (False, "file.txt"), (True, "a/b/c.txt"), (True, "with space"), (True, "größe/ÿ"),
      (True, "a?b#c%41"), (True, "../../etc/passwd"), (True, ".."), (True, "/absolute"), (True, "quo\"te'&+=@:;,!$()*"))
def download(consistent, path):
    repository, client = fresh(consistent=consistent)
    repository.target("targets", path, b"content")
    repository.release()
    expect(client.download(path), 0 if ".." not in path.split("/") and not path.startswith("/") else client_choice(client))
    if path.startswith(("..", "/")):
        assert set(os.listdir(client.folder.name)) <= {"trust", "targets", "root.json"}
        return
    expect(client.have(), {path: b"content"})
    expect(client.download(path), 0)
    expect(repository.fetched, [])


def client_choice(client):
    """Such a path may be refused or stored safely."""
    return 0 if client.have() else 1


@case()
def a_target_changes():
    repository, client = fresh()
    for content in (b"one", b"two", b"three"):
        repository.target("targets", "file", content)
        repository.release()
        expect(client.download("file"), 0)
        expect(len(repository.fetched), 1)
        expect(client.have(), {"file": content})


@case((b"evil content"[:7],), (b"longer than the content",), (b"less",), (None,))
def a_target_is_replaced(content):
    repository, client = fresh()
    repository.target("targets", "file", b"content")
    repository.target("targets", "other", b"another")
    repository.release()
    expect(client.download("other"), 0)
    for name in list(repository.files):
        if name.startswith("targets/"): repository.files[name] = content
    expect(client.download("file"), 1)
    expect(client.download("other"), 0)
    expect(client.have(), {"other": b"another"})
    repository.target("targets", "file", b"content")
    expect(client.download("file"), 0)
    expect(client.have(), {"other": b"another", "file": b"content"})


@case()
def several_targets_stop_at_the_first_failure():
    repository, client = fresh()
    for name in ("a", "c"): repository.target("targets", name, name.encode())
    repository.release()
    expect(client.download("a", "b", "c"), 1)
    expect(client.have(), {"a": b"a"})
    expect(client.download("a", "c"), 0)
    expect(repository.requests, ["2.root.json", "timestamp.json"])
    expect(client.have(), {"a": b"a", "c": b"c"})


# Delegations: (parent, name, paths, terminating), then what is asked for and the order of the roles visited

@case(
    ([("targets", "A", "*", False)], ["A"]),
    ([("targets", "A", "*", False), ("targets", "B", "*", False)], ["A", "B"]),
    ([("targets", "A", "*", False), ("targets", "B", "*", False), ("A", "C", "*", False), ("A", "D", "*", False)], ["A", "C", "D", "B"]),
    ([("targets", "A", "*", False), ("targets", "B", "*", False), ("A", "C", "*", False), ("C", "D", "*", False)], ["A", "C", "D", "B"]),
    ([("targets", "A", "*", False), ("targets", "B", "*", False), ("A", "C", "*", True), ("A", "D", "*", False)], ["A", "C"]),
    ([("targets", "A", "*", False), ("targets", "B", "*", False), ("A", "C", "*", True), ("C", "D", "*", False)], ["A", "C", "D"]),
    ([("targets", "A", "*.py", False), ("targets", "B", "*", False), ("A", "C", "*", False)], ["B"]),
    ([("targets", "A", "*", False), ("targets", "B", "*", False), ("B", "C", "*", False), ("C", "D", "*", False), ("D", "B", "*", False)],
     ["A", "B", "C", "D"]),
    ([("targets", "A", "*", False), ("targets", "B", "*", False), ("B", "C", "*", False), ("A", "C", "*", False)], ["A", "C", "B"]),
    ([("targets", "A", "*", False), ("targets", "B", "*", False), ("B", "C", "*", False), ("A", "C", "*.py", False)], ["A", "B", "C"]),
)
def order_of_the_search(delegations, visited):
    repository, client = fresh()
    for parent, name, pattern, terminating in delegations:
        repository.delegate(parent, name, [pattern], terminating=terminating)
    names = sorted({name for _, name, _, _ in delegations})
    repository.publish(*names, "targets", "snapshot", "timestamp")
    expect(client.download("missing"), 1)
    expect(repository.requests[4:], [f"1.{name}.json" for name in visited])


@case(
    ("README.md", True), ("a/README.md", False), ("releases/x/x_v1", True), ("releases/y/y.zip", True),
    ("releases/z/z.zip", False), ("releases/x/deep/file", False), ("x1.bin", True), ("x10.bin", False), ("xa.bin", False))
def patterns(path, found):
    repository, client = fresh()
    repository.delegate("targets", "A", ["*.md", "x[0-9].bin"])
    repository.delegate("targets", "B", ["releases/*/*"])
    repository.delegate("B", "C", ["releases/x/*"])
    repository.delegate("B", "D", ["releases/y/*.zip"])
    for role in "ABCD"[:1] + "CD":
        repository.target(role, path, b"content")
    repository.publish("A", "B", "C", "D", "targets", "snapshot", "timestamp")
    expect(client.download(path), 0 if found else 1)


@case()
def hash_prefixes():
    repository, client = fresh()
    inside, outside = "bins/one", "bins/two"
    prefix = hashlib.sha256(inside.encode()).hexdigest()[:3]
    repository.delegate("targets", "bin", prefixes=[prefix])
    for path in (inside, outside): repository.target("bin", path, path.encode())
    repository.publish("bin", "targets", "snapshot", "timestamp")
    expect(client.download(inside), 0)
    expect(client.download(outside), 1)
    expect(client.have(), {inside: inside.encode()})


@case()
def succinct_bins():
    repository, client = fresh()
    signer = CryptoSigner.generate_ed25519()
    bins = SuccinctRoles([], 1, 3, "bin")
    repository.signed["targets"].delegations = Delegations({}, None, bins)
    repository.signed["targets"].add_key(signer.public_key)
    names = list(bins.get_roles())
    for name in names:
        repository.signed[name] = Targets(expires=FAR)
        repository.signed[name].version = 0
        repository.signers[name] = [signer]
    role = bins.get_role_for_target("some/file")
    repository.target(role, "some/file", b"content")
    repository.target(names[0] if role != names[0] else names[1], "other/place", b"never")
    repository.publish(*names, "targets", "snapshot", "timestamp")
    expect(client.download("some/file"), 0)
    expect(repository.requests[4:], [f"1.{role}.json"])


@case(("?",), ("#",), ("/role",), ("../role",), (".",), ("..",), ("white space",), ("größe",), ("a%2Fb",))
def unusual_role_names(role):
    repository, client = fresh()
    repository.delegate("targets", role)
    repository.target(role, "file", b"content")
    repository.publish(role, "targets", "snapshot", "timestamp")
    expect(client.download("file"), 0)
    expect(repository.requests[4:], [f"1.{quote(role, '')}.json"])
    expect(len(client.versions()), 5)


@case((31, 0), (40, 1))
def a_long_chain_of_delegations(length, code):
    repository, client = fresh()
    parent = "targets"
    for number in range(length):
        repository.delegate(parent, f"role{number}")
        parent = f"role{number}"
    repository.target(parent, "file", b"content")
    repository.publish(*[f"role{number}" for number in range(length)], "targets", "snapshot", "timestamp")
    expect(client.download("file"), code)


@case()
def a_cached_role_is_verified_for_each_delegator():
    repository, client = fresh()
    good, other = CryptoSigner.generate_ed25519(), CryptoSigner.generate_ed25519()
    repository.delegate("targets", "A", ["a/*"])
    repository.delegate("targets", "B", ["b/*"])
    repository.delegate("A", "C", ["*/*"], signer=good)
    repository.delegate("B", "C", ["*/*"], signer=other)
    repository.signers["C"] = [good]
    repository.target("C", "a/file", b"a")
    repository.target("C", "b/file", b"b")
    repository.publish("C", "A", "B", "targets", "snapshot", "timestamp")
    expect(client.download("a/file"), 0)
    expect(client.download("a/file", "b/file"), 1)
    expect(client.have(), {"a/file": b"a"})


@case()
def thresholds_of_delegations():
    repository, client = fresh()
    repository.delegate("targets", "owner", threshold=2)
    repository.target("owner", "file", b"content")
    repository.publish("owner", "targets", "snapshot", "timestamp")
    expect(client.download("file"), 1)
    repository.delegate("targets", "owner", threshold=2)
    second = CryptoSigner.generate_ed25519()
    repository.signed["targets"].add_key(repository.signers["owner"][0].public_key, "owner")
    repository.signed["targets"].add_key(second.public_key, "owner")
    repository.signers["owner"].append(second)
    repository.publish("owner", "targets", "snapshot", "timestamp")
    expect(client.download("file"), 0)


# The client forgets nothing

@case()
def a_failure_leaves_what_was_verified():
    repository, client = fresh()
    repository.target("targets", "file", b"content")
    repository.release()
    expect(client.download("file"), 0)
    before = client.versions()
    honest = dict(repository.files)
    for name, content in (("timestamp.json", b"{"), ("timestamp.json", b""), ("2.root.json", b"[]"), ("timestamp.json", b"\xff" * 99)):
        repository.files["metadata/" + name] = content
        expect(client.refresh(), 1)
        expect(client.versions(), before)
        repository.files = dict(honest)
    expect(client.refresh(), 0)


@case(("timestamp",), ("snapshot",), ("targets",))
def a_damaged_stored_file_is_fetched_again(role):
    repository, client = fresh()
    expect(client.refresh(), 0)
    with open(os.path.join(client.trust, role + ".json"), "wb") as file:
        file.write(b"damaged")
    expect(client.refresh(), 0)
    expect(client.versions(), dict.fromkeys(TOP, 1))


def main():
    word = sys.argv[sys.argv.index("-k") + 1] if "-k" in sys.argv else ""
    chosen = [(f, v) for f, v in CASES if word in f.__name__]
    failures = 0
    started = time.monotonic()
    for function, variant in chosen:
        label = function.__name__ + (f" {variant}" if variant else "")
        try:
            function(*variant)
        except Exception as error:
            failures += 1
            print(f"FAILED {label[:160]}: {type(error).__name__} {str(error)[:300]}; it said last: {Client.said[:500]}", flush=True)
    print(f"{len(chosen) - failures} of {len(chosen)} cases passed in {time.monotonic() - started:.0f} s")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    main()
