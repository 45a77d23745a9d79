from apps.interviews.forms.appointment import AppointmentForm, CloseForm
from apps.interviews.forms.log import ConfirmForm, LogForm
from apps.interviews.forms.referral import ReferralForm, ReferralFormSet
from apps.interviews.forms.reflection import ReflectionForm
from apps.interviews.forms.thank_you import ThankYouForm

__all__ = [
    "AppointmentForm",
    "CloseForm",
    "ConfirmForm",
    "LogForm",
    "ReferralForm",
    "ReferralFormSet",
    "ReflectionForm",
    "ThankYouForm",
]
