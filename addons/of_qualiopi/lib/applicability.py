"""Which indicators of the quality framework concern a training organisation.

The annex of the decree says it per category of action (L6313-1, 1° to 4°):
always, never, or under a condition.
"""
from dataclasses import dataclass

TRAINING, SKILLS_ASSESSMENT, VAE, APPRENTICESHIP = CATEGORIES = (
    "training", "skills_assessment", "vae", "apprenticeship")

ALWAYS = "always"
CERTIFYING = "certifying"
LONG = "long"
ALTERNATION = "alternation"
WORK_SITUATION = "work_situation"
SUBCONTRACTING = "subcontracting"


@dataclass(frozen=True)
class Activity:
    """What an organisation does.

    :param categories: those of which it has programmes
    :param certifying: those in which a programme leads to a certification professionnelle (RNCP)
    :param long: those in which a programme lasts more than two days
    """

    categories: frozenset = frozenset()
    certifying: frozenset = frozenset()
    long: frozenset = frozenset()
    alternation: bool = False
    work_situation: bool = False
    subcontracting: bool = False

    def meets(self, condition, category):
        if condition == ALWAYS:
            return True
        if condition in (CERTIFYING, LONG):
            return category in getattr(self, condition)
        return bool(condition) and getattr(self, condition)


def applying(scopes, activity):
    """Categories for which an indicator concerns ``activity``, in the order of the law; empty: not concerned.

    :param scopes: ``{category: condition}``, an empty condition meaning never
    """
    common = len(set(scopes.values())) == 1  # then it does not depend on what is on offer
    return [category for category in CATEGORIES
            if (common or category in activity.categories) and activity.meets(scopes[category], category)]
