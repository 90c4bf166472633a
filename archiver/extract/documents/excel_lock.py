"""The lock of a workbook whose structure is protected: Excel encrypts all of it, under a password that it knows itself.

Whoever opens such a file is asked for nothing, so it is no secret ([MS-OFFCRYPTO] 2.3; [MS-XLS] 2.2.10). Under a password of
its owner a workbook stays as it is.
"""

from __future__ import annotations

import io
from xml.parsers.expat import ExpatError

from cryptography.exceptions import UnsupportedAlgorithm
from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from archiver.extract.documents import package
from archiver.extract.documents.compound import MAGIC
from archiver.extract.documents.matter import DAMAGE

_EXCELS_OWN = "VelvetSweatshop"
_SHUT = (DecryptionError, FileFormatError, InvalidKeyError, ParseError, ExpatError, UnsupportedAlgorithm, *DAMAGE)


def unlocked(body: bytes) -> bytes:
    """The document without Excel's own lock; as it is where there is none, or another."""
    try:
        file = OfficeFile(io.BytesIO(body))
        if file.format not in {"ooxml", "xls97"} or not file.is_encrypted():
            return body
        file.load_key(password=_EXCELS_OWN)
        plain = io.BytesIO()
        file.decrypt(plain)
    except _SHUT:
        return body
    found = plain.getvalue()
    return found if found.startswith((MAGIC, *package.MAGIC)) else body
