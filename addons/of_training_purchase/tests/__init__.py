from . import test_service_contract
from . import test_trainer_agreement
