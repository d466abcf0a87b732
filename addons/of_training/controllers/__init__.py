from . import agreement
from . import assessment
from . import catalogue
from . import importing
from . import portal
from . import signing
from . import trainer
from . import trainer_absence
