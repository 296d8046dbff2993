"""What kinds of file there are, how people call them, and whether content and name agree."""

import mimetypes

PHOTOS = ".jpg,.jpeg,.png,.webp,.heic"
VIDEOS = ".mp4,.mov,.m4v,.webm"
DOCUMENTS = ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv,.jpg,.jpeg,.png,.zip,.dwg,.dxf"
ZIPPED = {".docx", ".xlsx", ".pptx", ".zip", ".odt", ".ods"}
OLE = {".doc", ".xls", ".ppt", ".msg"}
PLAIN = {".txt", ".csv", ".md", ".dxf", ".json", ".xml", ".step", ".stp", ".log"}
UNKNOWN_BY_CONTENT = {".dwg", ".rvt", ".skp", ".ifc"}
DANGEROUS = {".html", ".htm", ".svg", ".xhtml", ".js", ".exe", ".bat", ".cmd", ".msi", ".sh", ".jar"}
TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
    ".heic": "image/heic", ".gif": "image/gif", ".mp4": "video/mp4", ".m4v": "video/x-m4v",
    ".mov": "video/quicktime", ".webm": "video/webm", ".pdf": "application/pdf",
}
SAME = [{"image/heic", "image/heif"}, {"video/mp4", "video/x-m4v", "video/quicktime"}]


def plain_name(name: str) -> str:
    """A file name without its folders and control characters."""
    name = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in name if letter.isprintable()).strip()[:200]


def extension(name: str) -> str:
    """.pdf of 图纸.PDF."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def size_words(size: int) -> str:
    """20971520 as 20 MB."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.4g} MB"
    return f"{max(1, round(size / 1024))} KB"


def accepted(accept: str) -> list[str]:
    """The parts of an accept attribute, in small letters."""
    parts = [part.strip().lower() for part in accept.split(",") if part.strip()]
    return [part if "/" in part or part.startswith(".") else f".{part}" for part in parts]


def type_words(accept: str) -> str:
    """.jpg,.png as JPG, PNG."""
    words = [part.removeprefix(".").removesuffix("/*").upper() for part in accepted(accept)]
    return ", ".join(dict.fromkeys("JPG" if word == "JPEG" else word for word in words))


def type_of(name: str) -> str | None:
    """The type a name promises."""
    return TYPES.get(extension(name)) or mimetypes.guess_type(name)[0]


def is_accepted(accept: str, name: str, found: str | None) -> bool:
    """Whether a file's name and content are among the accepted types."""
    if extension(name) in DANGEROUS:
        return False
    promised = type_of(name)
    for part in accepted(accept):
        if part.startswith("."):
            if part == extension(name) or (part in TYPES and TYPES[part] == promised):
                return True
        elif part.endswith("/*"):
            if (found or promised or "").startswith(part[:-1]):
                return True
        elif part in (found, promised):
            return True
    return False


def is_consistent(name: str, found: str | None, content: bytes) -> bool:
    """Whether the content is what the name promises; text has no signature, so it must be text."""
    end = extension(name)
    if found is None:
        return end in UNKNOWN_BY_CONTENT or (end in PLAIN and _is_text(content))
    if end in ZIPPED:
        return "zip" in found or "openxml" in found or "opendocument" in found
    if end in OLE:
        return "ole" in found or "msword" in found or "ms-" in found or "cfb" in found
    promised = type_of(name)
    if end in UNKNOWN_BY_CONTENT or promised == found:
        return True
    return any(promised in same and found in same for same in SAME)


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
