"""What kind of file is this really, and is its archive safe to unpack? Runs in the child, before any parsing."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from leitu.core.tabular.issues import Refused
from leitu.core.tabular.limits import RATIO_FREE_BYTES, Limits

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHUNK = 64 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that a spreadsheet program writes
_ENCRYPTED_FLAG = 0x1


def kind_of(stream: IO[bytes], name: str) -> str:
    """ "xlsx" (an archive that may hold a workbook) or "csv". Raises Refused when name and content disagree."""
    stream.seek(0)
    head = stream.read(4096)
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if not head:
        raise Refused("empty_file")
    if head.startswith(OLE):
        _refuse_ole(stream, extension)
    if extension == "xls":
        raise Refused("old_excel")
    if extension not in ("xlsx", "xlsm", "csv"):
        raise Refused("file_type", found="extension")
    if head.startswith(ZIP):
        if extension == "csv":
            raise Refused("file_type", found="excel")
        return "xlsx"
    _refuse_markup(head)
    if head.startswith(b"PK"):
        raise Refused("damaged_file")
    if extension == "csv":
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refused("encoding")
        if b"\0" in head or sum(byte < 32 and byte not in b"\t\r\n\x0b\x0c" for byte in head) > len(head) // 50:
            raise Refused("file_type", found="binary")
        return "csv"
    raise Refused("file_type", found="binary" if b"\0" in head else "text")


def _refuse_ole(stream: IO[bytes], extension: str) -> None:
    """An OLE container is an .xls, or a workbook with a password, whatever the file is called."""
    tail, found = b"", ""
    stream.seek(0)
    while not found and (chunk := stream.read(1 << 20)):
        window = tail + chunk
        if "EncryptedPackage".encode("utf-16-le") in window:
            raise Refused("encrypted")
        tail = window[-64:]
    raise Refused("old_excel") if extension.startswith(("xl", "et")) else Refused("file_type", found="old_office")


def _refuse_markup(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1000].lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<head", b"<meta", b"<style", b"<body", b"<div")):
        raise Refused("file_type", found="html")
    if start.startswith(b"<?xml"):
        raise Refused("file_type", found="html" if b"<html" in start else "xml")


class Archive:
    """A zip whose directory has been looked at first; parts are read as bounded streams."""

    def __init__(self, stream: IO[bytes], size: int, limits: Limits) -> None:
        """`size` is that of the packed file in bytes. Raises Refused."""
        self.limits = limits
        stream.seek(0)
        try:
            self.zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise Refused("damaged_file") from None
        self._parts = self._inspect(self.zip.infolist(), size)

    def _inspect(self, entries: list[zipfile.ZipInfo], size: int) -> dict[str, zipfile.ZipInfo]:
        limits = self.limits
        if len(entries) > limits.entries:
            raise Refused("unsafe_file")
        parts: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            key = entry.filename.lower()
            if key in parts or _unsafe_name(entry) or stat.S_ISLNK(entry.external_attr >> 16):
                raise Refused("unsafe_file")
            if entry.flag_bits & _ENCRYPTED_FLAG:
                raise Refused("encrypted")
            if entry.compress_type not in _METHODS:
                raise Refused("unsafe_file")
            if entry.file_size > limits.part_bytes or _swollen(entry.file_size, entry.compress_size, limits):
                raise Refused("too_big", bytes=limits.part_bytes)
            parts[key] = entry
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > limits.unpacked_bytes or _swollen(unpacked, size, limits):
            raise Refused("too_big", bytes=limits.unpacked_bytes)
        return parts

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def chunks(self, part: str) -> Iterator[bytes]:
        """The unpacked content. Never more than the directory declared. Raises Refused for a missing or torn part."""
        entry = self._parts.get(part.lower())
        if entry is None:
            raise Refused("damaged_file")
        try:
            with self.zip.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
            raise Refused("damaged_file") from None


def _swollen(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > RATIO_FREE_BYTES and unpacked > limits.ratio * max(packed, 1)


def _unsafe_name(entry: zipfile.ZipInfo) -> bool:
    """Names that climb out of a folder; zipfile shortens a name at NUL, so the original is looked at as well."""
    name = entry.orig_filename
    return "\\" in name or "\0" in name or name.startswith("/") or ":" in name[:3] or ".." in name.split("/")
