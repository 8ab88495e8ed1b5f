"""The keys of the log, in the home's folder: private ones for their owner alone, public ones beside."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from khuevan_kernel.log import Key, KeyRing

PUBLIC_FILE = "log-keys.json"


class LogKeys:
    """The keys in a folder. The newest signs; old private keys are gone, old public keys stay for ever."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ring(self) -> KeyRing:
        """The published keys; none where the log was never signed."""
        file = self._folder / PUBLIC_FILE
        return KeyRing.read(file.read_text()) if file.exists() else KeyRing([])

    def signer(self, at: str) -> tuple[Key, ec.EllipticCurvePrivateKey]:
        """The newest key, made now where there is none yet."""
        ring = self.ring()
        if not ring.keys:
            with self._locked():
                ring = self.ring()
                if not ring.keys:
                    ring = self._add(ring, at)
        return ring.keys[-1], self._private(ring.keys[-1])

    def rotate(self, at: str) -> Key:
        """Make a new key, which the one before endorses, and forget the private half of the old one."""
        self.signer(at)
        with self._locked():
            old = self.ring().keys[-1]
            ring = self._add(self.ring(), at)
            self._file(old).unlink(missing_ok=True)
        return ring.keys[-1]

    def _add(self, ring: KeyRing, at: str) -> KeyRing:
        private = ec.generate_private_key(ec.SECP256R1())
        before = ring.keys[-1] if ring.keys else None
        key = Key.of(private, at, before, self._private(before) if before else None)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write(self._file(key), pem, 0o600)
        ring = KeyRing([*ring.keys, key])
        _write(self._folder / PUBLIC_FILE, json.dumps(ring.published(), indent=1).encode(), 0o644)
        return ring

    def _private(self, key: Key) -> ec.EllipticCurvePrivateKey:
        private = serialization.load_pem_private_key(self._file(key).read_bytes(), password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{self._file(key).name} is not a key of the log")
        return private

    def _file(self, key: Key) -> Path:
        return self._folder / f"log-{key.id}.pem"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "log.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def sign(private: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """An ECDSA signature (DER) over the SHA-256 of a message."""
    return private.sign(message, ec.ECDSA(hashes.SHA256()))


def _write(file: Path, content: bytes, mode: int) -> None:
    # Written beside, forced to the disk and renamed: after a power cut the file is whole or not there.
    draft = file.with_suffix(f".{os.getpid()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
