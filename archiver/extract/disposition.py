"""What Content-Disposition says of a file (RFC 6266), as servers really write it."""

from __future__ import annotations

import re
from contextlib import suppress
from email.message import Message
from email.utils import collapse_rfc2231_value

from archiver.vietnamese.repair import repair


def is_sent_as_file(header: str) -> bool:
    """Whether the answer is for keeping, and not for showing."""
    return header.partition(";")[0].strip().lower() == "attachment"


def sent_filename(header: str) -> str | None:
    """The name of the file, without any path; servers here send UTF-8 where the standard says ASCII."""
    message = Message()
    message["Content-Disposition"] = _mended(header).replace("\r", " ").replace("\n", " ")
    value = message.get_param("filename", header="content-disposition")
    name = collapse_rfc2231_value(value) if value is not None else ""
    return repair(re.split(r"[/\\]", name)[-1].strip().replace("\0", ""))[0] or None


def _mended(header: str) -> str:
    """Header bytes are read as Latin-1; where they are UTF-8 or GB 2312 (报名表.docx), as these: of other letters hardly any stand in pairs."""
    for encoding in ("utf-8", "gb2312"):
        with suppress(UnicodeError):
            return header.encode("latin-1").decode(encoding)
    return header
