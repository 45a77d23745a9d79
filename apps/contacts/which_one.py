"""The question of a form that takes a name: is it someone the student knows, or someone else?"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import get_text_list

from apps.contacts import identity
from apps.contacts.identity import NOT_ASKED, Alike, Choice, Found, Likeness, Unsure
from apps.contacts.models import Contact
from apps.contacts.names import Same
from apps.core.templatetags.dates import short_day
from apps.core.text import row_id
from apps.students.models import Student

_REFUSED = "not-"
_KEY = re.compile(r"\d{1,19}|row\d{1,2}")


class WhichOneField(forms.Field):
    """Hidden until there is somebody to choose from; cleans to a Choice.

    "Someone else" names those who were refused, so that an answer does not hold for a name that was changed since, and
    sent twice finds the person that it made.
    """

    widget: Any = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Which one?", required=False, **kwargs)

    def to_python(self, value: Any) -> Choice:
        value = str(value or "")
        if not value:
            return Choice()
        keys = value.removeprefix(_REFUSED).split("_") if len(value) < 500 else [""]
        if not all(map(_KEY.fullmatch, keys)) or (len(keys) > 1 and not value.startswith(_REFUSED)):
            raise ValidationError("Choose one of your own people.", code="invalid_choice")
        return Choice(refused=frozenset(keys)) if value.startswith(_REFUSED) else Choice(person=value)

    def offer(self, people: Sequence[Alike]) -> None:
        """Ask: one choice for each of `people`, and the last for someone else."""
        nobody = _REFUSED + "_".join(one.key for one in people) if people else ""
        self.widget = forms.RadioSelect({"class": "pick--list"}, [*_labels(people), (nobody, "Someone else")])
        self.required = True  # an answer is demanded from here on; what was sent is cleaned already


class AsksWhichOne(forms.Form):
    """Mixed into a form with a name: cleans `contact` to the student's Choice, and asks where they have to choose.

    `known` is the person of the student's people that is meant, as they were before; None for someone new.
    """

    name_field = "full_name"
    contact = WhichOneField()

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.student = student
        self.known: Contact | None = None

    def told(self) -> Contact:
        """What the form tells of the person, not saved."""
        fields = ("role", "organization", "source", "email", "phone", "profile_link")
        told = {name: value for name in fields if (value := self.cleaned_data.get(name))}
        return Contact(full_name=self.cleaned_data[self.name_field], **told)

    def among(self) -> Sequence[Alike]:
        """Further people who may be meant, and are not the student's yet."""
        return ()

    def find(self, choice: Choice) -> Found:
        return identity.find(student=self.student, told=self.told(), choice=choice, among=self.among())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "contact" not in self.fields:  # a person who is there already is changed
            return cleaned
        choice = cleaned.get("contact", NOT_ASKED)
        if choice.person.isdigit() and not self._own(choice.person):
            self.add_error("contact", ValidationError("Choose one of your own people.", code="invalid_choice"))
        if "contact" in self.errors:
            named = cleaned.get(self.name_field)
            self._offer(
                identity.candidates(student=self.student, told=self.told(), among=self.among()) if named else ()
            )
        elif cleaned.get(self.name_field):
            with self.questions():
                found = self.find(choice)
                self.known = found.person.contact if found.person else None
                if found.alike and choice != NOT_ASKED:  # if something else is wrong, the answer still stands
                    self._offer(found.alike)
        return cleaned

    @contextmanager
    def questions(self) -> Iterator[None]:
        """Unsure, raised inside, becomes the form's question."""
        try:
            yield
        except Unsure as unsure:
            self._offer(unsure.alike)
            self.add_error("contact", str(unsure))

    def offer_known(self, contact: Contact) -> None:
        """The form was opened from this person's page: they are chosen already."""
        self.initial["contact"] = str(contact.pk)
        self._offer([Alike(contact, Likeness(Same.EQUAL))])

    def _offer(self, people: Sequence[Alike]) -> None:
        field = self.fields["contact"]
        assert isinstance(field, WhichOneField)  # noqa: S101 - for the type checker
        field.offer(people)

    def _own(self, key: str) -> bool:
        return Contact.objects.filter(student=self.student, pk=row_id(key) or 0).exists()


class AddsSomeone(AsksWhichOne):
    """A form that is there to add people. A name alone is little: whoever was known when it was opened is asked about,
    and only whom it added itself, sent twice, is taken unasked.
    """

    newest = forms.CharField(required=False, widget=forms.HiddenInput)  # of the people who were known then, by its key

    def __init__(self, *args: Any, newest: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.get(self.add_prefix("newest"))
        opened = sent if self.is_bound else lambda: newest_of(self.student) if newest is None else newest
        self.fields["newest"].initial = opened

    def find(self, choice: Choice) -> Found:
        found = super().find(choice)
        person, newest = found.person, row_id(self.cleaned_data.get("newest", "")) or 0
        if person and person.key != choice.person and (person.contact.pk or newest + 1) <= newest:
            raise Unsure(found.alike)
        return found


def newest_of(student: Student) -> int:
    """The key of the student's newest contact; 0 where nobody is there yet. One query."""
    return Contact.objects.filter(student=student).aggregate(newest=Max("pk"))["newest"] or 0


_ADDED = {
    "call_them": "how you greet them",
    "role": "what they do",
    "organization": "where they are",
    "email": "the email",
    "phone": "the phone number",
    "profile_link": "the link",
}


def what_was_kept(before: Contact | None, after: Contact) -> str:
    """What became of what was told about a person: for someone new that they are in your people, for someone known
    what was added.
    """
    if before is None:
        return f"{after.full_name} is in your people."
    added = [label for name, label in _ADDED.items() if getattr(after, name) and not getattr(before, name)]
    is_back = before.is_archived and not after.is_archived
    said = [
        f"{after.full_name} is back in your people." if is_back else f"{after.full_name} was in your people already."
    ]
    if added:
        said.append(f"We added {get_text_list(added, 'and')}.")
    if after.notes != before.notes:
        new = after.notes.removeprefix(before.notes).split("\n")
        lines = get_text_list([f"“{line}”" for line in new if line], "and")
        said.append(f"On their page, we added to “Your notes”: {lines}.")
    return " ".join(said)


def choices_of(people: Iterable[Contact]) -> list[tuple[int, str]]:
    """For a list to choose from: each by name, and those of one name by what tells them apart."""
    contacts = list(people)
    often = Counter(one.folded_name for one in contacts)
    shown = [_shown(one) if often[one.folded_name] > 1 else one.full_name for one in contacts]
    return [(one.pk, text) for one, text in zip(contacts, _all_different(contacts, shown), strict=True)]


def _labels(people: Sequence[Alike]) -> list[tuple[str, str]]:
    """Each by what tells them apart, and why they are asked about."""
    shown = told_apart([one.contact for one in people])
    return [(one.key, f"{text}{_why(one)}") for one, text in zip(people, shown, strict=True)]


def told_apart(contacts: Sequence[Contact]) -> list[str]:
    """Each by name and by what tells them from the others."""
    return _all_different(contacts, [_shown(one) for one in contacts])


def _all_different(contacts: Sequence[Contact], shown: list[str]) -> list[str]:
    """What is `shown` of each contact, with more where two are shown alike."""
    often = Counter(shown)
    longer = [
        f"{text}, {one.email or one.phone or _since(one)}" if often[text] > 1 else text
        for one, text in zip(contacts, shown, strict=True)
    ]
    often = Counter(longer)
    return [f"{text} (number {number})" if often[text] > 1 else text for number, text in enumerate(longer, 1)]


def _shown(contact: Contact) -> str:
    if contact.pk is None:
        return f"{contact.full_name}, whom you named above"
    return f"{contact.full_name}, {contact.known_for or _since(contact)}"


def _since(contact: Contact) -> str:
    return f"in your people since {short_day(contact.created_at)}"


def _why(one: Alike) -> str:
    labels = {"email": "email", "role": "role", "organization": "place", "profile_link": "link"}
    like = one.likeness
    said = [f"the same {labels[name]}" for name in like.shared]
    said += [f"you wrote another {labels[name]}" for name in like.differing if like.is_strong]
    said += ["archived, and back in your people if you choose them"] if one.contact.is_archived else []
    said += ["the names are alike"] if like.name is Same.PERHAPS and not like.shared else []
    return f" ({', '.join(said)})" if said else ""
