from apps.interviews.models.exclusion import Exclusion
from apps.interviews.models.interview import Exit, Interview, State, Step
from apps.interviews.models.preparation import Preparation
from apps.interviews.models.referral import NameUse, Referral
from apps.interviews.models.reflection import Reflection, ReflectionAnswer, Verdict
from apps.interviews.models.thank_you import SentHow, ThankYouNote

__all__ = [
    "Exclusion",
    "Exit",
    "Interview",
    "NameUse",
    "Preparation",
    "Referral",
    "Reflection",
    "ReflectionAnswer",
    "SentHow",
    "State",
    "Step",
    "ThankYouNote",
    "Verdict",
]
