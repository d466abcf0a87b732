"""What a ZIP from outside may do wrong while it is read."""
import lzma
import zipfile
import zlib

# Not a ZIP, cut short, damaged, encrypted, or packed by a method that Python does not know.
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, RuntimeError, NotImplementedError, OSError, zlib.error,
          lzma.LZMAError)
