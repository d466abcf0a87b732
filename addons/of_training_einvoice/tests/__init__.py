from . import test_exemption
