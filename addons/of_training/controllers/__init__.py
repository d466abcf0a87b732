from . import signing
from . import trainer
