from . import agreement
from . import catalogue
from . import portal
from . import signing
from . import trainer
from . import trainer_absence
