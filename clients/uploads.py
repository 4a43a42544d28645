"""What comes in as a file is looked at, measured before it is decoded, and written anew; nothing is trusted.

JPEG, PNG and WebP are re-encoded, so what hides behind or inside a picture (scripts, location, comments) is gone.
A PDF cannot be re-made: it is kept as it is and only ever leaves as an attachment.
"""

import io
import re
import unicodedata
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
"""A phone takes 12 to 50 million; beyond this a tiny file can fill the memory once decoded."""
LONGEST_SIDE = 3000
FORMATS = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"), "WEBP": ("image/jpeg", ".jpg")}
PDF = "application/pdf"

_NOT_READ = (
    "This file is not a JPEG, PNG or WebP picture or a PDF, whatever its name says. "
    "Please take the photo again, or save it as JPEG."
)


@dataclass(frozen=True)
class CleanFile:
    """Safe to keep: our own bytes, our own content type, a name without a path."""

    name: str
    content_type: str
    data: bytes


def cleaned_upload(file: BinaryIO, *, name: str, size: int, pictures_only: bool = False) -> CleanFile:
    """Reads an upload; raises ValidationError with a sentence for the form. `size` is in bytes."""
    limit = settings.CARD_UPLOAD_MAX_BYTES
    if size == 0:
        raise ValidationError("This file is empty. Please choose it again.", code="empty")
    if size > limit:
        raise ValidationError(
            f"This file is larger than {limit // 1024**2} MB. Please send a smaller one.", code="large"
        )
    file.seek(0)
    data = file.read(limit + 1)
    if len(data) > limit:
        raise ValidationError(
            f"This file is larger than {limit // 1024**2} MB. Please send a smaller one.", code="large"
        )
    if data.startswith(b"%PDF-") and not pictures_only:
        return CleanFile(safe_name(name, ".pdf"), PDF, data)
    return _picture(data, name)


def _refuse_large(size: int) -> None:
    limit = settings.CARD_UPLOAD_MAX_BYTES
    if size > limit:
        message = f"This file is larger than {limit // 1024**2} MB. Please send a smaller one."
        raise ValidationError(message, code="size")


def _picture(data: bytes, name: str) -> CleanFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as image:
                _refuse_huge(image)
                kind = image.format or ""
                content_type, suffix = FORMATS[kind]
                return CleanFile(safe_name(name, suffix), content_type, _rewritten(image, content_type))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise ValidationError(_NOT_READ, code="not_a_picture") from error
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises on a broken file
        raise ValidationError("This picture is damaged. Please take or save it again.", code="damaged") from error


def _refuse_huge(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    limit = MAX_PIXELS // 1_000_000
    return ValidationError(
        f"This picture has more than {limit} million pixels. Please send a smaller one.", code="pixels"
    )


def _rewritten(image: Image.Image, content_type: str) -> bytes:
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = upright.convert("RGBA") if "A" in upright.getbands() or "transparency" in upright.info else upright
    if flat.mode == "RGBA":
        paper = Image.new("RGB", flat.size, "white")
        paper.paste(flat, mask=flat.getchannel("A"))
        flat = paper
    out = io.BytesIO()
    clean = Image.new("RGB", flat.size)
    clean.paste(flat.convert("RGB"))  # a new image: no EXIF, no comments, no colour profile travels along
    if content_type == "image/png":
        clean.save(out, "PNG", optimize=False)
    else:
        clean.save(out, "JPEG", quality=88)
    return out.getvalue()


def safe_name(name: str, suffix: str) -> str:
    """The last part of a path, without unseen characters or dots, with the suffix of what the file really is."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(c for c in unicodedata.normalize("NFC", last) if not unicodedata.category(c).startswith("C"))
    stem = plain.rpartition(".")[0] or plain
    words = re.sub(r"[^\w -]+", "-", stem).strip(" -")
    return f"{words[:80] or 'file'}{suffix}"
