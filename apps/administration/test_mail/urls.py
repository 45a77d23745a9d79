from django.urls import path

from apps.administration.test_mail import views

urlpatterns = [
    path("program/test-mail/", views.test_mail, name="test_mail"),
    path("program/test-mail/arrival/", views.test_mail_arrived, name="test_mail_arrived"),
    path("program/test-mail/arrival/withdrawal/", views.withdraw_test_mail_arrived, name="withdraw_test_mail_arrived"),
    path("program/test-mail/headers/", views.test_mail_headers, name="test_mail_headers"),
]
