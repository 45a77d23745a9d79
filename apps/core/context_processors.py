from django.http import HttpRequest

COLOR_SCHEMES = ("light", "dark", "auto")


def appearance(request: HttpRequest) -> dict[str, str | bool]:
    """`color_scheme`: the person's choice from its cookie, or `auto`, which follows the device.

    `shortcuts_off`: whether this browser was told that letters pressed alone do nothing (WCAG 2.1.4).
    """
    chosen = request.COOKIES.get("color_scheme", "auto")
    return {
        "color_scheme": chosen if chosen in COLOR_SCHEMES else "auto",
        "shortcuts_off": request.COOKIES.get("single_keys") == "off",
    }
