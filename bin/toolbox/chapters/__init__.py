"""The chapters of the story: each has ``STEPS``, pairs of a name and a function of the story."""


def check(condition, sentence):
    """A step's own assertion."""
    if not condition:
        raise AssertionError(sentence)
