"""A hub and a device of a test's own: the real programs over a temporary folder, and the two users of a device."""
import contextlib, os, socket, subprocess, sys, time

# Nobody on this machine need have these numbers.
STATION, LINK, GROUP = 61001, 61002, 61000


def as_user(uid, *words):
    """The command line as that user, with none of root's powers."""
    return ["setpriv", f"--reuid={uid}", f"--regid={GROUP}", "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", *words]


class Line:
    def __init__(self, work, built):
        """work: an empty folder; built: where the programs are."""
        self.work, self.built = work, os.path.abspath(built)
        self.hub, self.state, self.held = f"{work}/hub", f"{work}/state", None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.settings = {
            "RIDGELINED_STATE": self.state, "RIDGELINED_KIOSK_PORT": str(self.port), "RIDGELINED_READER": "emulated",
            "RIDGELINED_CAMERA": "emulated"}

    def key(self):
        """The headers that open the officer's page, of this start of the station."""
        try:
            return {"Authorization": "Bearer " + open(f"{self.state}/station/door/key").read()}
        except OSError:
            return {}

    def run(self, program, *words, **settings):
        """A program to its end, whatever that is; settings of the station that differ for it."""
        environment = os.environ | self.settings | settings
        return subprocess.run([f"{self.built}/{program}", *words], capture_output=True, text=True, env=environment)

    def must(self, program, *words):
        done = self.run(program, *words)
        if done.returncode:
            sys.exit(f"{program} {' '.join(words)}: {done.stderr}")

    @contextlib.contextmanager
    def running(self, program, *words, until=lambda: True):
        """A program while the block runs, which begins when `until` holds; its process is what the block gets."""
        journal = f"{self.work}/{program}.journal"
        with open(journal, "a") as file:
            process = self.start(
                [f"{self.built}/{program}", *words], env=os.environ | self.settings, stdout=file, stderr=file)
        try:
            for _ in range(300):
                if until():
                    break
                if process.poll() is not None:
                    sys.exit(f"{program} ended: {open(journal).read()[-500:]}")
                time.sleep(0.1)
            else:
                sys.exit(f"{program} did not come up: {open(journal).read()[-500:]}")
            yield process
        finally:
            process.terminate()
            process.wait()

    def start(self, words, **more):
        """A process; where the page's port is held it is handed it, as systemd does (sd_listen_fds(3))."""
        if self.held:
            hand = f'LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@" 3<&{self.held.fileno()}'
            words, more = ["bash", "-c", hand, *words], more | {"pass_fds": [self.held.fileno()]}
        return subprocess.Popen(words, **more)

    @contextlib.contextmanager
    def holding(self):
        """The page's port is held while the block runs, as systemd does; stations come and go."""
        with socket.create_server(("127.0.0.1", self.port), backlog=4096) as self.held:
            yield
        self.held = None

    @contextlib.contextmanager
    def serving(self):
        """The hub while the block runs; the device is enrolled."""
        self.must("ridgeline-hub", "init", "--data", self.hub)
        with self.running(
                "ridgeline-hub", "serve", "--data", self.hub, until=lambda: os.path.exists(f"{self.hub}/ports.json")):
            self.must("ridgeline-hub", "invite", "--data", self.hub, "--output", f"{self.work}/invitation")
            self.must("ridgeline", "provision", "--invitation", f"{self.work}/invitation", "--state", self.state)
            yield
