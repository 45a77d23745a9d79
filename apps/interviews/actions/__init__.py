from apps.interviews.actions.life import (
    ask,
    close,
    plan_with,
    reopen,
    schedule,
    withdraw_date,
    withdraw_request,
)
from apps.interviews.actions.log import confirm_held, log_conversation, withdraw_and_close, withdraw_log
from apps.interviews.actions.preparation import finish_preparation, withdraw_preparation
from apps.interviews.actions.referral import add_referrals
from apps.interviews.actions.reflection import save_reflection
from apps.interviews.actions.reply import record_reply, withdraw_reply
from apps.interviews.actions.thank_you import (
    draft_thank_you,
    mark_thanked,
    withdraw_thanks,
)

__all__ = [
    "add_referrals",
    "ask",
    "close",
    "confirm_held",
    "draft_thank_you",
    "finish_preparation",
    "log_conversation",
    "mark_thanked",
    "plan_with",
    "record_reply",
    "reopen",
    "save_reflection",
    "schedule",
    "withdraw_and_close",
    "withdraw_date",
    "withdraw_log",
    "withdraw_preparation",
    "withdraw_reply",
    "withdraw_request",
    "withdraw_thanks",
]
