"""What every page needs to know about how it is shown."""

from django.http import HttpRequest

COLOR_SCHEMES = ("light", "dark", "auto")


def appearance(request: HttpRequest) -> dict[str, str]:
    """`color_scheme`: the person's choice from its cookie, or `auto`, which follows the device."""
    chosen = request.COOKIES.get("color_scheme", "auto")
    return {"color_scheme": chosen if chosen in COLOR_SCHEMES else "auto"}
