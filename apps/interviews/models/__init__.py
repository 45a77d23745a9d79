from apps.interviews.models.exclusion import Exclusion
from apps.interviews.models.interview import Exit, Interview, SentHow, State, Step
from apps.interviews.models.referral import NameUse, Referral
from apps.interviews.models.reflection import Reflection, ReflectionAnswer, Verdict
from apps.interviews.models.thank_you import ThankYouNote

__all__ = [
    "Exclusion",
    "Exit",
    "Interview",
    "NameUse",
    "Referral",
    "Reflection",
    "ReflectionAnswer",
    "SentHow",
    "State",
    "Step",
    "ThankYouNote",
    "Verdict",
]
