"""How secrets and tokens are kept."""

import hashlib


def digest(secret: str) -> bytes:
    """SHA-256: secrets and tokens are random and long, so a plain hash cannot be guessed backwards."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
