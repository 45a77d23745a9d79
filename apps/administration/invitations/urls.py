from django.urls import path

from apps.administration.invitations import accepting, views

urlpatterns = [
    path("program/invitations/", views.invitations, name="invitations"),
    path("program/invitations/again/", views.invite_again, name="invite_again"),
    path("program/invitations/stop/", views.stop_invitations, name="stop_invitations"),
    path("program/invitations/cohorts/<int:pk>/", views.invite_members, name="invite_members"),
    path("invitations/<str:token>/", accepting.accept, name="accept"),
    # As some mail programs shorten it. A redirect to the other would drop what is posted.
    path("invitations/<str:token>", accepting.accept, name="accept_shortened"),
]
