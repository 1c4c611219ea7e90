"""The key of the hashes that stand in for personal data. It is never written into the warehouse."""

from warehouse.errors import KeyFault
from warehouse.settings import Settings

DEMO_KEY_PREFIX = "segmart-demo-key-not-a-secret-"


def read_pii_key(settings: Settings) -> bytes:
    """Key from ``SEGMART_PII_KEY``, else, in demo mode only, from the demo's ``pii.key``.

    Raises
    ------
    KeyFault
        When there is no key, or when production would run on the demo's key, which is no secret.
    """
    given = settings.pii_key.get_secret_value() if settings.pii_key else ""
    if given and not (settings.mode == "production" and given.startswith(DEMO_KEY_PREFIX)):
        return given.encode()
    if settings.mode == "production":
        raise KeyFault("Production needs SEGMART_PII_KEY: set it to a long random text that you keep secret.")
    try:
        return settings.pii_key_file.read_bytes().strip()
    except FileNotFoundError:
        raise KeyFault(
            f"There is no key for hashing personal data: set SEGMART_PII_KEY, or run `segmart sample`, "
            f"which writes the demo's key to {settings.pii_key_file}."
        ) from None
    except OSError as error:
        raise KeyFault(f"The key {settings.pii_key_file} cannot be read: {error.strerror}.") from error
