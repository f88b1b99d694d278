#!/usr/bin/env python3
"""Serves a signed repository with nginx, well and badly, and fetches from it: hostile-mirror.py RIDGELINE"""

import importlib.util
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
specification = importlib.util.spec_from_file_location("conformance", os.path.join(here, "tuf-conformance.py"))
conformance = importlib.util.module_from_spec(specification)
specification.loader.exec_module(conformance)

BIG = "lists/interpol/base-1.rll"
SMALL = "lists/interpol/delta-1-2.rll"


class Mirror:
    """A repository's files below a folder, and an nginx that serves them."""

    def __init__(self, folder):
        self.folder = folder
        self.root = os.path.join(folder, "files")
        self.log = os.path.join(folder, "access.log")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.repository = conformance.Repository(hashes=True)
        self.big = random.Random(1).randbytes(24 << 20)
        self.repository.delegate("targets", "interpol", ["lists/interpol/*"])
        self.repository.target("interpol", BIG, self.big)
        self.repository.target("interpol", SMALL, b"a small change")
        self.repository.publish("interpol", "targets", "snapshot", "timestamp")
        self.write()
        self.process = None

    def write(self):
        for path, data in self.repository.files.items():
            file = os.path.join(self.root, path)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "wb") as out:
                out.write(data)

    def path(self, target):
        return next(
            os.path.join(self.root, path) for path in self.repository.files
            if path.startswith("targets/") and path.endswith(os.path.basename(target)))

    def serve(self, rate=""):
        self.stop()
        configuration = os.path.join(self.folder, "nginx.conf")
        with open(configuration, "w") as file:
            file.write(f"""
                daemon off; master_process off; pid {self.folder}/pid; error_log {self.folder}/error.log;
                events {{}}
                http {{
                    log_format plain '$status $body_bytes_sent $uri'; access_log {self.log} plain;
                    client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
                    fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi;
                    scgi_temp_path {self.folder}/scgi;
                    server {{ listen 127.0.0.1:{self.port}; root {self.root}; {rate} }}
                }}""")
        self.process = subprocess.Popen(["nginx", "-c", configuration, "-p", self.folder])
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        sys.exit("nginx does not start")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def answers(self, target):
        with open(self.log) as file:
            return [line.split()[:2] for line in file if line.strip().endswith(os.path.basename(target))]


class Device:
    def __init__(self, folder, mirror):
        self.trust, self.targets = os.path.join(folder, "trust"), os.path.join(folder, "targets")
        url = f"http://127.0.0.1:{mirror.port}"
        root = os.path.join(folder, "root.json")
        with open(root, "wb") as file:
            file.write(mirror.repository.first_root)
        subprocess.run([PROGRAM, "tuf", "--metadata-dir", self.trust, "init", root], check=True)
        self.command = [
            PROGRAM, "tuf", "--metadata-dir", self.trust, "--metadata-url", url + "/metadata", "--target-base-url",
            url + "/targets", "--target-dir", self.targets]

    def start(self, target):
        return subprocess.Popen([*self.command, "--target-name", target, "download"], stderr=subprocess.PIPE, text=True)

    def download(self, target):
        process = self.start(target)
        said = process.communicate(timeout=300)[1]
        return process.returncode, said.strip()

    def has(self, target):
        try:
            with open(os.path.join(self.targets, target.replace("/", "%2F")), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None


def check(what, holds, detail=""):
    print(("ok      " if holds else "FAILED  ") + what + ("" if holds else f": {detail}"), flush=True)
    if not holds:
        FAILURES.append(what)


def main(folder):
    mirror = Mirror(folder)
    mirror.serve("limit_rate 1m;")
    device = Device(folder, mirror)

    # Interrupted, so slowly that no machine is done before: the client is killed, then the server, then it goes on to its end.
    process = device.start(BIG)
    time.sleep(2.5)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    check("a killed download leaves nothing in place", device.has(BIG) is None)
    process = device.start(BIG)
    time.sleep(2)
    mirror.stop()
    process.communicate(timeout=100)
    check("a server that goes away is a failure", process.returncode == 1, process.returncode)
    check("a cut download leaves nothing in place", device.has(BIG) is None)
    mirror.serve()
    status, said = device.download(BIG)
    check("the third attempt ends it", status == 0 and device.has(BIG) == mirror.big, said)
    last = mirror.answers(BIG)[-1]
    check("and asks only for the rest", last[0] == "206" and int(last[1]) < len(mirror.big), last)

    def again():
        for name in os.listdir(device.targets):
            os.remove(os.path.join(device.targets, name))

    # Damaged and hostile files, each put right afterwards.
    place = mirror.path(BIG)
    for what, damage in {
        "a flipped byte": lambda data: data[:5_000_000] + bytes([data[5_000_000] ^ 1]) + data[5_000_001:],
        "a truncated file": lambda data: data[:-1],
        "a longer file": lambda data: data + b"x",
        "another list's file": lambda data: b"a small change",
        "an empty file": lambda data: b"",
    }.items():
        again()
        with open(place, "wb") as file:
            file.write(damage(mirror.big))
        status, said = device.download(BIG)
        check(f"{what} is refused with the reason", status == 1 and device.has(BIG) is None and "[trust." in said, said)
        with open(place, "wb") as file:
            file.write(mirror.big)
    status, said = device.download(SMALL)
    check("the others are still served", status == 0, said)
    status, said = device.download(BIG)
    check("and it comes when it is whole again", status == 0 and device.has(BIG) == mirror.big, said)

    # Replay: a whole older publication.
    with open(os.path.join(mirror.root, "metadata/timestamp.json"), "rb") as file:
        old = file.read()
    mirror.repository.release()
    mirror.write()
    check("a newer publication is taken", device.download(SMALL)[0] == 0)
    with open(os.path.join(mirror.root, "metadata/timestamp.json"), "wb") as file:
        file.write(old)
    status, said = device.download(SMALL)
    check("an older one is refused afterwards", status == 1 and "[trust.rollback]" in said, said)
    mirror.write()

    # A drip: as slow as it can be without silence.
    again()
    mirror.serve("limit_rate 2k;")
    started = time.monotonic()
    process = device.start(BIG)
    time.sleep(5)
    partial = [name for name in os.listdir(device.targets) if name.endswith(".part")]
    check("a drip is kept as far as it has come", len(partial) == 1, partial)
    process.kill()
    process.communicate()
    mirror.serve()
    check("and ended by a better server", device.download(BIG)[0] == 0 and time.monotonic() - started < 120)
    mirror.stop()
    status, said = device.download(SMALL)
    check("without any server what is here stays", status == 1 and device.has(BIG) == mirror.big, said)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    conformance.PROGRAM = PROGRAM
    FAILURES = []
    with tempfile.TemporaryDirectory() as folder:
        main(folder)
    print(f"{len(FAILURES)} failures")
    sys.exit(1 if FAILURES else 0)
