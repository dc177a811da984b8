"""A certificate authority of the embedded orgs' own, and a certificate for loopback signed by it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

_LIFETIME = timedelta(days=825)


def loopback_context(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server context for 127.0.0.1, ::1 and localhost, and the CA file that clients need to trust it.

    The files are made in ``folder`` on first use, and again when they are about to expire.
    """
    ca_file, chain_file = folder / "ca.pem", folder / "loopback.pem"
    if not (ca_file.exists() and chain_file.exists() and _still_valid(ca_file)):
        folder.mkdir(parents=True, exist_ok=True)
        _make(ca_file, chain_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain_file)
    return context, ca_file


def _still_valid(ca_file: Path) -> bool:
    from cryptography import x509

    certificate = x509.load_pem_x509_certificate(ca_file.read_bytes())
    return certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=1)


def _make(ca_file: Path, chain_file: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def builder(subject: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        # One day back: a client whose clock is a little behind still trusts it.
        start = datetime.now(UTC) - timedelta(days=1)
        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("dealspec embedded orgs"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + _LIFETIME)
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    usage = {
        "digital_signature": True, "content_commitment": False, "key_encipherment": False,
        "data_encipherment": False, "key_agreement": False, "encipher_only": False, "decipher_only": False,
    }  # fmt: skip
    ca = (
        builder("dealspec embedded orgs", ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(ca_id, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    hosts: list[x509.GeneralName] = [x509.DNSName("localhost")]
    hosts += [x509.IPAddress(ip_address(text)) for text in ("127.0.0.1", "::1")]
    leaf = (
        builder("localhost", key)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_id), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain_file.touch(mode=0o600)
    chain_file.write_bytes(private + leaf.public_bytes(pem) + ca.public_bytes(pem))
    ca_file.write_bytes(ca.public_bytes(pem))
