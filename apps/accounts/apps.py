from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        from django.contrib import admin

        from apps.accounts import receivers  # noqa: F401 - connects them
        from apps.accounts.views import admin_sign_in

        # One door: with its rate limits, codes and second factor. Django's own form has none of them.
        admin.site.login = admin_sign_in  # type: ignore[method-assign]
