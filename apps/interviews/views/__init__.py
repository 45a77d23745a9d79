from apps.interviews.views.life import (
    appointment,
    appointment_withdrawal,
    closing,
    plan,
    reopening,
    reply,
    reply_withdrawal,
    request_sent,
    request_withdrawal,
)
from apps.interviews.views.log import confirm, log, log_withdrawal
from apps.interviews.views.pages import detail, interview_list
from apps.interviews.views.preparation import preparation_done, preparation_withdrawal
from apps.interviews.views.referral import referrals
from apps.interviews.views.reflection import reflection
from apps.interviews.views.thank_you import thank_you, thank_you_sending, thank_you_withdrawal

__all__ = [
    "appointment",
    "appointment_withdrawal",
    "closing",
    "confirm",
    "detail",
    "interview_list",
    "log",
    "log_withdrawal",
    "plan",
    "preparation_done",
    "preparation_withdrawal",
    "referrals",
    "reflection",
    "reopening",
    "reply",
    "reply_withdrawal",
    "request_sent",
    "request_withdrawal",
    "thank_you",
    "thank_you_sending",
    "thank_you_withdrawal",
]
