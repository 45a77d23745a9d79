"""A logo is drawn again; whatever else is sent is refused in a sentence."""

from io import BytesIO
from zlib import crc32

import pytest
from PIL import Image, ImageDraw

from apps.administration.campus.pictures import HEAVIEST, LARGEST_FILE, NoPicture, redrawn

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def file_of(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    written = BytesIO()
    picture.save(written, kind, **how)
    return written.getvalue()


def drawn(content: bytes) -> Image.Image:
    picture = redrawn(content)
    image = Image.open(BytesIO(picture.png))
    assert (image.format, image.size) == ("PNG", (picture.width, picture.height))
    image.load()
    assert image.info.keys() <= {"transparency"}
    return image


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "PNG"), ("RGBA", "PNG"), ("P", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("1", "PNG"), ("I;16", "PNG"),
        ("RGB", "JPEG"), ("L", "JPEG"), ("CMYK", "JPEG"),
    ],
)  # fmt: skip
def test_every_kind_of_png_and_jpeg_becomes_a_small_png(mode: str, kind: str) -> None:
    image = drawn(file_of(Image.new(mode, (900, 300)), kind))
    assert image.size == (400, 133)


def test_what_is_see_through_stays_so() -> None:
    image = drawn(file_of(Image.new("RGBA", (40, 40), (10, 20, 30, 0))))
    assert image.convert("RGBA").getpixel((5, 5)) == (10, 20, 30, 0)
    palette = Image.new("P", (40, 40))
    assert drawn(file_of(palette, transparency=0)).convert("RGBA").getpixel((5, 5))[3] == 0


def test_one_of_few_colors_is_a_list_of_colors_and_the_same_picture() -> None:
    flag = Image.new("RGBA", (300, 200), (10, 20, 30, 255))
    ImageDraw.Draw(flag).rectangle((0, 0, 150, 100), fill=(200, 0, 0, 120))
    image = drawn(file_of(flag))
    assert image.mode == "P"
    assert image.convert("RGBA").tobytes() == flag.tobytes()
    many = Image.linear_gradient("L").convert("RGB")
    many.paste(Image.radial_gradient("L").convert("RGB").rotate(90), (100, 0))
    many.paste((1, 2, 3), (0, 0, 9, 9))
    many = Image.merge("RGB", (many.getchannel(0), many.getchannel(1).rotate(90), many.getchannel(2)))
    assert drawn(file_of(many.crop((90, 90, 130, 130)))).mode == "RGB"


def test_a_small_one_keeps_its_size_and_nothing_of_the_file_but_its_pixels() -> None:
    sideways = Image.new("RGB", (60, 20))
    ImageDraw.Draw(sideways).rectangle((0, 0, 10, 20), fill="white")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Where I live"
    image = drawn(file_of(sideways, "JPEG", exif=exif, quality=100))
    assert image.size == (20, 60)  # upright
    assert b"Where I live" not in redrawn(file_of(sideways, "JPEG", exif=exif)).png


def test_of_an_animated_one_the_first_picture_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    image = drawn(file_of(frames[0], save_all=True, append_images=frames[1:]))
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SVG, "SVG"),
        (b"\xef\xbb\xbf \n<SVG>", "SVG"),
        (b"<!doctype html><p>Not found", "no PNG or JPEG"),
        (file_of(Image.new("RGB", (9, 9)), "GIF"), "no PNG or JPEG"),
        (file_of(Image.new("RGB", (9, 9)), "BMP"), "no PNG or JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "no PNG or JPEG"),
        (file_of(Image.effect_noise((300, 300), 50))[:-2000], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "PNG"),
        (b" " * (LARGEST_FILE + 1), "5 MB"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(NoPicture, match=said):
        redrawn(content)


def test_colors_of_a_list_and_a_see_through_one_are_not_mixed_before_they_are_colors() -> None:
    picture = Image.new("RGB", (800, 800), (255, 255, 255))
    picture.paste((200, 0, 0), (0, 0, 400, 800))
    image = drawn(file_of(picture, transparency=(255, 255, 255))).convert("RGBA")
    assert (image.getpixel((100, 100)), image.getpixel((300, 100))[3]) == ((200, 0, 0, 255), 0)
    lines = Image.new("1", (800, 800))
    lines.paste(1, (0, 0, 801, 799))
    for x in range(0, 800, 2):
        lines.paste(0, (x, 0, x + 1, 800))
    assert 100 < drawn(file_of(lines)).convert("RGB").getpixel((200, 200))[0] < 155, "gray, and not one of the two"


@pytest.mark.parametrize("size", [(4001, 4000), (9000, 9000), (30_000, 30_000)])
def test_a_picture_that_grows_when_it_is_opened_is_not_opened(size: tuple[int, int]) -> None:
    small = bytearray(file_of(Image.new("1", (8, 8))))
    place = small.index(b"IHDR") + 4
    small[place : place + 8] = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
    small[place + 13 : place + 17] = crc32(bytes(small[place - 4 : place + 13])).to_bytes(4, "big")
    with pytest.raises(NoPicture, match="16 megapixels" if size < (30_000, 0) else "."):
        redrawn(bytes(small))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_however_rich_a_picture_is_it_is_light(mode: str) -> None:
    noise = [Image.effect_noise((600, 600), 100 + 10 * place) for place in range(len(mode))]
    found = redrawn(file_of(Image.merge(mode, noise)))
    assert len(found.png) <= HEAVIEST
    assert min(found.width, found.height) >= 68  # twice as high as a page shows it
