"""A ZIP that opens everywhere, whatever people called their files, with the digest of each of them."""
import hashlib
import unicodedata
import zipfile

FORBIDDEN = set('<>:"/\\|?*')
# Windows keeps these for devices, with any extension.
RESERVED = {"con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(1, 10))}
FOLDER_LENGTH = 60
FILE_LENGTH = 90
EXTENSION_LENGTH = 10


def _keep(character):
    """Letters, digits, punctuation and plain spaces; no control, emoji, private or separator characters."""
    return character in " +=°" or (character not in FORBIDDEN and unicodedata.category(character)[0] in "LNP")


def _clean(text):
    text = unicodedata.normalize("NFC", text or "").replace("\u00a0", " ").replace("\u202f", " ")
    kept = "".join(character if _keep(character) else " " for character in text)
    return " ".join(kept.split()).strip(" .")


def _cut(text, length):
    """At most ``length`` characters, whole words where there are any."""
    if len(text) > length:
        text = text[:length + 1].rpartition(" ")[0] or text[:length]
    return text.strip(" .,")


def _not_reserved(name):
    return f"_{name}" if name.split(".")[0].strip().lower() in RESERVED else name


def folder_name(text):
    """``text`` as one folder's name, never empty, never a path."""
    return _not_reserved(_cut(_clean(text), FOLDER_LENGTH)) or "_"


def file_name(text):
    """``text`` as one file's name; a short extension is kept when the rest is cut."""
    stem, dot, extension = _clean(text).rpartition(".")
    if not dot or not stem or not extension.isalnum() or len(extension) > EXTENSION_LENGTH:
        stem, extension = _clean(text), ""
    stem = _cut(stem, FILE_LENGTH) or "_"
    return _not_reserved(f"{stem}.{extension}" if extension else stem)


class Archive:
    """A ZIP whose last entry lists the SHA-256 of the others, as ``sha256sum -c`` reads it.

    :param file: binary file to write to
    """

    DIGESTS = "empreintes.sha256"

    def __init__(self, file):
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._taken = set()
        self._digests = []

    def __enter__(self):
        return self

    def __exit__(self, error_type, *_error):
        if error_type is None:
            self._zip.writestr(self.DIGESTS, "".join(f"{line}\n" for line in self._digests))
        self._zip.close()

    def add_folder(self, *folders):
        """An empty folder is shown too: nothing was found for it."""
        self._zip.writestr(self._join(folders) + "/", b"")

    def add(self, content, *folders, filename):
        """Store ``content`` (bytes); its path inside the archive, cleaned and unique."""
        path = self._free_path(self._join(folders), file_name(filename))
        self._zip.writestr(path, content)
        self._digests.append(f"{hashlib.sha256(content).hexdigest()}  {path}")
        return path

    def _join(self, folders):
        return "/".join(folder_name(name) for name in folders)

    def _free_path(self, folder, name):
        """A second file of the same name becomes 'name (2).pdf'."""
        stem, dot, extension = name.rpartition(".")
        stem, extension = (stem, f".{extension}") if dot else (name, "")
        prefix = f"{folder}/" if folder else ""
        path, number = f"{prefix}{name}", 1
        while path.lower() in self._taken:  # some disks don't tell capitals apart
            number += 1
            path = f"{prefix}{stem} ({number}){extension}"
        self._taken.add(path.lower())
        return path
