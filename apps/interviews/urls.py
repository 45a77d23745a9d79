from django.urls import path

from apps.interviews import views

app_name = "interviews"
urlpatterns = [
    path("", views.interview_list, name="list"),
    path("log/", views.log, name="log"),
    path("with/<int:contact_pk>/", views.plan, name="plan"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/request/", views.request_sent, name="ask"),
    path("<int:pk>/request/withdrawal/", views.request_withdrawal, name="withdraw_request"),
    path("<int:pk>/reply/", views.reply, name="reply"),
    path("<int:pk>/reply/withdrawal/", views.reply_withdrawal, name="withdraw_reply"),
    path("<int:pk>/appointment/", views.appointment, name="schedule"),
    path("<int:pk>/appointment/withdrawal/", views.appointment_withdrawal, name="withdraw_date"),
    path("<int:pk>/preparation/", views.preparation_done, name="prepared"),
    path("<int:pk>/preparation/withdrawal/", views.preparation_withdrawal, name="withdraw_preparation"),
    path("<int:pk>/closing/", views.closing, name="close"),
    path("<int:pk>/reopening/", views.reopening, name="reopen"),
    path("<int:pk>/log/", views.confirm, name="confirm"),
    path("<int:pk>/log/withdrawal/", views.log_withdrawal, name="withdraw_log"),
    path("<int:pk>/thank-you/", views.thank_you, name="thank_you"),
    path("<int:pk>/thank-you/sending/", views.thank_you_sending, name="thanked"),
    path("<int:pk>/thank-you/withdrawal/", views.thank_you_withdrawal, name="withdraw_thanks"),
    path("<int:pk>/reflection/", views.reflection, name="reflect"),
    path("<int:pk>/referrals/", views.referrals, name="refer"),
]
