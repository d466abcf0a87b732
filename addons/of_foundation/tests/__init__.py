from . import test_lib_digest
