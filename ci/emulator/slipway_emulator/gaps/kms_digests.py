"""KMS: moto hashes what is signed even where the caller says that it is a hash already (MessageType DIGEST).

Whoever signs more than 4 kB sends the hash, and so does everybody who signs images; the signature is then one of the
hash's hash, and nothing that knows the public key accepts it.

A digest is signed and verified as it is, with the elliptic curve keys that signatures of images are made with.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from .. import patching

ALGORITHMS = {"ECDSA_SHA_256": hashes.SHA256, "ECDSA_SHA_384": hashes.SHA384, "ECDSA_SHA_512": hashes.SHA512}

hashed: ContextVar[bool] = ContextVar("hashed", default=False)


def apply() -> None:
    def request(original: Any, self: Any) -> Any:
        token = hashed.set(self._get_param("MessageType") == "DIGEST")
        try:
            return original(self)
        finally:
            hashed.reset(token)

    def sign(original: Any, self: Any, message: bytes, signing_algorithm: str) -> bytes:
        if not hashed.get() or signing_algorithm not in self.valid_signing_algorithms:
            return original(self, message, signing_algorithm)
        return self.private_key.sign(message, ec.ECDSA(Prehashed(ALGORITHMS[signing_algorithm]())))

    def verify(original: Any, self: Any, message: bytes, signature: bytes, signing_algorithm: str) -> bool:
        if not hashed.get() or signing_algorithm not in self.valid_signing_algorithms:
            return original(self, message, signature, signing_algorithm)
        try:
            self.private_key.public_key().verify(signature, message, ec.ECDSA(Prehashed(ALGORITHMS[signing_algorithm]())))
        except InvalidSignature:
            return False
        return True

    patching.wrap("moto.kms.responses", "KmsResponse.sign", request)
    patching.wrap("moto.kms.responses", "KmsResponse.verify", request)
    patching.wrap("moto.kms.utils", "ECDSAPrivateKey.sign", sign)
    patching.wrap("moto.kms.utils", "ECDSAPrivateKey.verify", verify)
