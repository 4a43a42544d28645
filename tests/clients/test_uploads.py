"""Uploads: the table U1 to U10 of hostile files, each a sentence for the form or a harmless picture."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from claimcenter.practice import vault
from clients.enums import DocumentKind
from clients.models import Document
from clients.services import documents
from clients.services.documents import mark_reviewed, upload_document
from clients.uploads import PDF, cleaned_upload, safe_name
from tests.factories.clients import ClientAssignmentFactory, ClientFactory


def clean(data: bytes, name: str = "card.jpg", **fields):
    return cleaned_upload(io.BytesIO(data), name=name, size=len(data), **fields)


def picture(form: str = "JPEG", size: tuple[int, int] = (80, 50), mode: str = "RGB", **fields) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0).save(out, form, **fields)
    return out.getvalue()


def flood(side: int) -> bytes:
    """A PNG that says it is side x side and is a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    row = b"\x00" * (1 + (side + 7) // 8)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 50, 9)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_written_anew(form):
    made = clean(picture(form), name=f"card.{form.lower()}")
    assert made.content_type == ("image/png" if form == "PNG" else "image/jpeg")
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size == (80, 50)


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "I;16"])
def test_whatever_their_colours(mode):
    assert clean(picture("PNG", mode=mode)).content_type == "image/png"


@pytest.mark.parametrize("side", [30_000, 12_000])
def test_u1_a_pixel_flood_is_stopped_before_it_is_decoded(side):
    with pytest.raises(ValidationError, match="40 million pixels"):
        clean(flood(side))


def test_u2_a_script_in_svg_is_no_picture():
    with pytest.raises(ValidationError, match="not a JPEG, PNG or WebP picture"):
        clean(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', name="a.svg")


def test_u3_what_hides_behind_a_picture_is_gone():
    made = clean(picture() + b"<script>alert(1)</script><?php system($_GET['c']); ?>")
    assert b"script" not in made.data
    assert b"php" not in made.data


def test_u4_place_and_name_in_the_picture_are_gone():
    exif = Image.Exif()
    exif[0x010E] = "Dana Rivers"
    exif[0x8825] = {1: "N", 2: (45.0, 31.0, 0.0)}
    made = clean(picture(exif=exif, comment=b"member AHP123456"))
    assert b"Dana" not in made.data
    assert b"AHP123456" not in made.data
    with Image.open(io.BytesIO(made.data)) as image:
        assert not image.getexif()


def test_u4_a_turned_photo_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(clean(picture(exif=exif)).data)) as image:
        assert image.size == (50, 80)


def test_a_large_photo_is_made_smaller():
    with Image.open(io.BytesIO(clean(picture(size=(6000, 4000))).data)) as image:
        assert image.size == (3000, 2000)


def test_u5_a_jpg_that_is_html_is_refused():
    with pytest.raises(ValidationError, match="whatever its name says"):
        clean(b"<html><script>alert(1)</script></html>", name="card.jpg")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("card.jpg.html", "card-jpg.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\dana\\card.png", "card.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie- x.jpg"),
        ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        (".jpg", "jpg.jpg"),
        ("", "file.jpg"),
    ],
)
def test_u5_names_are_made_harmless(typed, kept):
    assert safe_name(typed, ".jpg") == kept


def test_u6_too_large_and_empty_are_said(settings):
    with pytest.raises(ValidationError, match="larger than 10 MB"):
        cleaned_upload(io.BytesIO(b""), name="a.jpg", size=20 * 1024**2)
    with pytest.raises(ValidationError, match="is empty"):
        clean(b"")
    settings.CARD_UPLOAD_MAX_BYTES = 1024**2
    with pytest.raises(ValidationError, match="larger than 1 MB"):  # the size it claims is a lie
        cleaned_upload(io.BytesIO(b"x" * (1024**2 + 1)), name="a.jpg", size=10)


def test_u7_a_zip_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"0" * 1000)
    with pytest.raises(ValidationError):
        clean(out.getvalue(), name="42.zip")


def test_a_damaged_picture_is_said():
    with pytest.raises(ValidationError, match=r"damaged|not a JPEG"):
        clean(picture(size=(800, 500))[:300])


def test_u8_a_pdf_is_kept_as_it_is_and_is_no_card():
    data = b"%PDF-1.7\n1 0 obj <</S /JavaScript /JS (app.alert(1))>>"
    assert clean(data, name="eob.pdf").content_type == PDF
    with pytest.raises(ValidationError):
        clean(data, name="card.pdf", pictures_only=True)


@pytest.mark.usefixtures("practice")
class TestKept:
    def upload(self, client, biller, data=None, kind=DocumentKind.CARD_FRONT, **fields):
        data = picture() if data is None else data
        return upload_document(
            client=client, kind=kind, file=io.BytesIO(data), name="card.jpg", size=len(data), by=biller, **fields
        )

    def test_it_is_kept_encrypted_and_waits_for_review(self, biller):
        document = self.upload(ClientFactory(), biller, needs_review=True)
        assert document.needs_review
        assert vault.read_all(document.file).startswith(b"\xff\xd8")
        for _ in range(2):
            assert not mark_reviewed(document=document, by=biller).needs_review

    def test_u6_the_hundred_and_first_is_refused(self, biller, monkeypatch):
        monkeypatch.setattr(documents, "MAX_FILES", 1)
        client = ClientFactory()
        self.upload(client, biller)
        with pytest.raises(ValidationError, match="already 1 documents"):
            self.upload(client, biller)
        assert Document.objects.count() == 1

    def test_u8_a_pdf_leaves_as_a_sandboxed_attachment(self, biller, client_as):
        document = self.upload(ClientFactory(), biller, b"%PDF-1.7 x", DocumentKind.OTHER)
        response = client_as(biller).get(f"/clients/{document.client_id}/documents/{document.pk}/")
        assert response["Content-Disposition"] == 'attachment; filename="card.pdf"'
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store"

    def test_a_picture_is_shown(self, biller, client_as):
        document = self.upload(ClientFactory(), biller)
        response = client_as(biller).get(f"/clients/{document.client_id}/documents/{document.pk}/")
        assert response["Content-Disposition"] == 'inline; filename="card.jpg"'
        assert response["Content-Type"] == "image/jpeg"

    def test_u9_another_clients_card_is_not_there(self, biller, clinician, client_as):
        from claimcenter.practice.models import Provider

        document, mine = self.upload(ClientFactory(), biller), ClientFactory()
        ClientAssignmentFactory(client=mine, provider=Provider.objects.get(user=clinician))
        browser = client_as(clinician)
        for client_id in (document.client_id, mine.pk):
            assert browser.get(f"/clients/{client_id}/documents/{document.pk}/").status_code == 404
        assert browser.get("/media/card.jpg").status_code == 404

    def test_u10_a_client_with_files_is_never_deleted(self, biller):
        from django.db.models import ProtectedError

        document = self.upload(ClientFactory(), biller)
        with pytest.raises(ProtectedError):
            document.client.delete()

    def test_the_form_says_it_and_keeps_nothing(self, biller, client_as):
        client = ClientFactory()
        upload = io.BytesIO(b"<html>")
        upload.name = "card.jpg"
        response = client_as(biller).post(f"/clients/{client.pk}/documents/", {"kind": "card_front", "file": upload})
        assert response.status_code == 422
        assert b"whatever its name says" in response.content
        assert not Document.objects.exists()
