import doctest
import importlib
import pkgutil
import unittest

from .. import lib


class TestExamples(unittest.TestCase):
    def test_every_example_in_the_rules_holds(self):
        tried = 0
        for module in pkgutil.iter_modules(lib.__path__):
            with self.subTest(module.name):
                result = doctest.testmod(importlib.import_module(f"{lib.__name__}.{module.name}"))
                self.assertEqual(result.failed, 0)
                tried += result.attempted
        self.assertGreater(tried, 20)
