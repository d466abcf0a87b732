from . import agreement
from . import catalogue
from . import portal
