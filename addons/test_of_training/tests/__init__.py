from . import test_signature_provider
