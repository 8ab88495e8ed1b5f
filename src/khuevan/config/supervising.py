"""Several programs under one: started together, started again when one dies, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

LONGEST_PAUSE = 30.0
HEALTHY_SECONDS = 60.0
STOP_SECONDS = 20.0
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """A program, its process, and when it may be started again after it died."""

    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = 0.5
    start_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Keeps programs running until it is told to stop by SIGTERM or SIGINT.

    Each program leads its own process group, so that nothing it started outlives it; when the supervisor
    itself is killed, the system ends the programs.
    """

    commands: Sequence[Sequence[str]]
    environment: Mapping[str, str]
    tell: Callable[[str], None]
    _stopping: bool = field(default=False, init=False)

    def run(self, each_turn: Callable[[], None]) -> None:
        """Start everything and watch over it; ``each_turn`` is called a few times a second."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        children = [Child(command) for command in self.commands]
        try:
            while not self._stopping:
                for child in children:
                    self._watch(child)
                each_turn()
                time.sleep(0.2)
        finally:
            _end(children)

    def _stop(self, number: int, frame: object) -> None:
        self._stopping = True

    def _watch(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                child.process = _start(child.command, self.environment)
                child.began = now
        elif (code := child.process.poll()) is not None:
            _kill_group(child.process.pid)
            child.process = None
            # The pause doubles while a program keeps dying, and is forgotten once it has lived for a while.
            child.pause = 0.5 if now - child.began > HEALTHY_SECONDS else min(child.pause * 2, LONGEST_PAUSE)
            child.start_at = now + child.pause
            self.tell(
                f"{child.command[-1]} dừng (mã {code}); khởi động lại sau {child.pause:g} giây. "
                f"It ended ({code}) and is started again in {child.pause:g} s."
            )


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    supervisor = os.getpid()

    def die_with_the_supervisor() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != supervisor:
                os._exit(1)

    return subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=die_with_the_supervisor,
    )  # fmt: skip


def _end(children: Sequence[Child]) -> None:
    running = [child.process for child in children if child.process]
    for process in running:
        process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(until - time.monotonic(), 0.1))
        _kill_group(process.pid)
        process.wait()


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
