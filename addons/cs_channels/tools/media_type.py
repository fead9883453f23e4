# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a downloaded file really is, by its first bytes."""

import re

# Only what a browser cannot run is kept under its own type.
_MAGIC = [
    (b"\xff\xd8\xff", 0, "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", ".png"),
    (b"GIF87a", 0, "image/gif", ".gif"),
    (b"GIF89a", 0, "image/gif", ".gif"),
    (b"WEBP", 8, "image/webp", ".webp"),
    (b"#!AMR", 0, "audio/amr", ".amr"),
    (b"#!SILK", 0, "audio/silk", ".silk"),
    (b"\x02#!SILK", 0, "audio/silk", ".silk"),
    (b"ID3", 0, "audio/mpeg", ".mp3"),
    (b"\xff\xfb", 0, "audio/mpeg", ".mp3"),
    (b"OggS", 0, "audio/ogg", ".ogg"),
    (b"WAVE", 8, "audio/wav", ".wav"),
    (b"ftyp", 4, "video/mp4", ".mp4"),
    (b"%PDF-", 0, "application/pdf", ".pdf"),
    (b"PK\x03\x04", 0, "application/zip", ".zip"),
]
UNKNOWN = ("application/octet-stream", ".bin")


# Endings that say more than the bytes do, and run nowhere by themselves.
_NAMED = {
    "application/zip": {"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp"},
    UNKNOWN[0]: {"txt", "csv", "log", "doc", "xls", "ppt", "rar", "7z", "eml", "msg"},
}


def file_name(claimed, fallback, content):
    """What to call a file: as its sender does, but for an ending it does not deserve.

    :param str claimed: its name at the provider, or nothing
    :param str fallback: what to call it without one
    :param bytes content: the file
    """
    mimetype, extension = sniff(content)
    base = re.split(r"[\\/]", claimed or "")[-1]
    base = "".join(char for char in base if char.isprintable()).strip(". ")
    stem, dot, ending = base.rpartition(".")
    if dot and ending.lower() in _NAMED.get(mimetype, ()):
        extension = f".{ending.lower()}"
    return f"{((stem if dot else base) or fallback)[:120]}{extension}"


def sniff(content):
    """The type of a file and the extension that goes with it.

    The type a stranger claims is never used: HTML or SVG shown inline would run in
    the agent's session. Both come out as unknown here and are only downloaded.

    :param bytes content: the file
    :return: (mimetype, extension)
    """
    for magic, offset, mimetype, extension in _MAGIC:
        if content[offset : offset + len(magic)] == magic:
            return mimetype, extension
    return UNKNOWN
