"""Messages, judged by a real SMTP server."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist

from apps.core.mail import OutgoingMail, UnsendableMail, build, named_address

MAIL = OutgoingMail(
    to="maria@example.org",
    subject="6 hours left to thank Zoë Nguyễn",
    text="Hello\n.\n..\nEnd\n",
    html="<p>Hello</p>",
    from_email="Career Center <careers@campus.example>",
    reply_to="alice@example.org",
    message_id="<one@campus.example>",
)


class TestMessage:
    def test_arrives_as_written(self, sink):
        MAIL.message().send()

        [taken] = sink.taken
        message = taken.message
        assert (taken.sender, taken.to) == ("careers@campus.example", "maria@example.org")
        assert message["Message-ID"] == "<one@campus.example>"
        assert message["Subject"] == "6 hours left to thank Zoë Nguyễn"
        assert message["From"] == "Career Center <careers@campus.example>"
        assert message["Reply-To"] == "alice@example.org"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-Auto-Response-Suppress"] == "DR, RN, NRN, OOF, AutoReply"
        assert message["List-Unsubscribe"] is None
        assert taken.body("plain").replace("\r\n", "\n") == "Hello\n.\n..\nEnd\n"
        assert "<p>Hello</p>" in taken.body("html")

    @pytest.mark.parametrize("subject", ["Zoë thanks Đức " * 20, "Alice thanks Maria " * 60])
    def test_a_long_header_is_folded(self, sink, subject):
        replace(MAIL, subject=subject.strip()).message().send()

        [taken] = sink.taken
        assert taken.message["Subject"] == subject.strip()
        assert max(map(len, taken.raw.splitlines())) <= 78

    @pytest.mark.parametrize(
        "wrong",
        [
            {"subject": "Hi\r\nBcc: all@example.org"},
            {"subject": "Hi\nBcc: all@example.org"},
            {"subject": "Hi\x00"},
            {"subject": "Hi\u2028Bcc: all@example.org"},
            {"from_email": "A\r\nBcc: all@example.org <a@example.org>"},
            {"reply_to": "a@example.org\r\nBcc: all@example.org"},
            {"message_id": "<x@y>\r\nBcc: all@example.org"},
            {"headers": {"X-Kind": "a\r\nBcc: all@example.org"}},
            {"headers": {"X-Kind\r\nBcc": "all@example.org"}},
        ],
    )
    def test_no_line_break_meets_a_header(self, wrong):
        with pytest.raises(UnsendableMail, match="bad header"):
            replace(MAIL, **wrong)

    @pytest.mark.parametrize(
        "to",
        [
            "",
            "nobody",
            "a@",
            "@example.org",
            "a b@example.org",
            "a@example.org\r\nBcc: b@example.org",
            "a@b@c.org",
        ],
    )
    def test_no_bad_address_leaves(self, to):
        with pytest.raises(UnsendableMail, match="bad address"):
            replace(MAIL, to=to)

    def test_a_domain_in_another_script_is_written_as_mail_servers_do(self) -> None:
        assert named_address("Careers", "careers@bücher.example") == "Careers <careers@xn--bcher-kva.example>"

    def test_a_name_is_brought_to_one_line_and_quoted(self, sink):
        sender = named_address('Zoë "Z"\r\nBcc: all@example.org, Ltd', "careers@campus.example")
        replace(MAIL, from_email=sender).message().send()

        message = sink.taken[0].message
        assert message["Bcc"] is None
        assert message["From"].addresses[0].addr_spec == "careers@campus.example"
        assert message["From"].addresses[0].display_name == 'Zoë "Z" Bcc: all@example.org, Ltd'


class TestBuild:
    @pytest.fixture
    def templates(self, settings, tmp_path) -> str:
        (tmp_path / "note.subject.txt").write_text("\n  Thank {{ name|safe }}\n  today  \n")
        (tmp_path / "note.txt").write_text("\nHello {{ name|safe }}, {{ opt_out_url }}\n\n")
        (tmp_path / "note.html").write_text(
            "<html><head><title>{{ subject }}</title><style>.big { color: #26232b; }</style></head>"
            '<body><p class="big">Hello {{ name }}</p></body></html>'
        )
        (tmp_path / "half.subject.txt").write_text("Half")
        settings.TEMPLATES = [
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "OPTIONS": {}}
        ]
        return "note"

    def test_three_templates_make_one_mail(self, templates):
        mail = build(template=templates, context={"name": "Zoë <b>"}, to="maria@example.org")

        assert mail.subject == "Thank Zoë <b> today"
        assert mail.text == "Hello Zoë <b>,\n"
        assert 'style="color: #26232b;"' in mail.html
        assert "Zoë &lt;b&gt;" in mail.html
        assert "List-Unsubscribe" not in mail.headers

    def test_one_click_headers(self, templates, sink):
        url = "https://acquaint.campus.example/reminders/opt-out/" + "x" * 120 + "/"
        mail = build(template=templates, context={"name": "Zoë"}, to="maria@example.org", opt_out_url=url)
        mail.message().send()

        message = sink.taken[0].message
        assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in sink.taken[0].raw, "on one line"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert url in sink.taken[0].body("plain")

    def test_a_line_break_in_what_a_person_typed_stays_out_of_the_headers(self, templates, sink):
        mail = build(template=templates, context={"name": "Zoë\r\nBcc: all@example.org"}, to="maria@example.org")
        mail.message().send()

        assert sink.taken[0].message["Bcc"] is None
        assert sink.taken[0].message["Subject"] == "Thank Zoë Bcc: all@example.org today"

    def test_a_missing_part_is_an_error(self, templates):
        with pytest.raises(TemplateDoesNotExist):
            build(template="half", context={}, to="maria@example.org")


def test_no_address_is_built_from_the_host_that_a_visitor_names():
    """Links in mail start with SITE_URL, all others are paths."""
    for file in (Path(__file__).resolve().parents[2] / "apps").rglob("*.py"):
        assert not re.search(r"build_absolute_uri|get_current_site", file.read_text()), file
