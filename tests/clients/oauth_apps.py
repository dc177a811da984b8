"""Apps of an embedded org that sign in by OAuth, and a key and certificate for those that sign. Knows no client."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from dealspec.emulator.embedded import SalesforceDoor


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key and the certificate of its public one, both as PEM text."""

    private: str
    certificate: str


def new_app(door: SalesforceDoor, **given: Any) -> dict[str, Any]:
    """What ``POST /__embedded__/apps`` gives for a new app; without ``permissions`` it acts as the administrator."""
    request = Request(f"{door.url}/__embedded__/apps", json.dumps(given).encode(), method="POST")
    with build_opener(ProxyHandler({})).open(request) as answer:
        return dict(json.load(answer))


def key_pair() -> KeyPair:
    """An RSA key with a certificate that it signed itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "an app")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return KeyPair(private.decode(), certificate.public_bytes(pem).decode())
