from . import funding_request
