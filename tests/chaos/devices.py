"""A person with two devices who write the same note: what each does, and which words must be there at the end."""

import dataclasses
import re
from dataclasses import dataclass
from random import Random

from playwright.sync_api import BrowserContext, Error, Locator, Page, Route

UNSENT = """
  () => new Promise((resolve) => {
    const opening = indexedDB.open("acquaint-notes", 1);
    opening.onsuccess = () => {
      const asked = opening.result.transaction("changes").objectStore("changes").count();
      const early = Object.keys(localStorage).filter((key) => key.startsWith("acquaint:early:")).length;
      asked.onsuccess = () => { opening.result.close(); resolve(asked.result + early); };
    };
  })
"""
# The worker keeps the page a moment after it was shown for the first time.
KEPT = """
  async () => {
    await navigator.serviceWorker.ready;
    while (!(await caches.match(location.pathname))) await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
"""
# Both in one step, because the words of the other device may come in at any moment. Returns the text before the caret,
# and all of it.
PUT_CARET = """
  (field, share) => {
    const places = [...field.value].flatMap((letter, at) => (letter.trim() ? [] : [at])).concat(field.value.length);
    const at = places[Math.floor(share * (places.length - 1))];
    field.focus();
    field.setSelectionRange(at, at);
    return [field.value.slice(0, at), field.value];
  }
"""
MARK = """
  (field, word) => {
    const at = field.value.indexOf(word);
    field.focus();
    field.setSelectionRange(Math.max(at, 0), at < 0 ? 0 : at + word.length);
    return at >= 0;
  }
"""
# The caret behind the letters that are there already, as soon as they are on the screen again.
GO_ON = """
  async ({ name, start }) => {
    for (let tries = 0; tries < 250; tries += 1) {
      const field = document.querySelector(`textarea[name="${name}"]`);
      const at = field?.value.indexOf(start) ?? -1;
      if (at >= 0) {
        field.focus();
        field.setSelectionRange(at + start.length, at + start.length);
        return true;
      }
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    return false;
  }
"""
# A disk that is full as long as localStorage says so.
FULL_DISK = """
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...row) {
    if (localStorage.getItem("full")) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, row);
  };
"""
SEEN = """
  (word) => Object.entries(localStorage).some(([key, row]) => key.startsWith("acquaint:early:") && row.includes(word))
    || document.querySelector("[data-save]").hidden
"""
SAVED = re.compile("^Saved$")  # and not "Not saved yet"
LETTERS = "bcdfghklmnprstvwz"
IN_A_WORD = ["cut", "back", "reload", "close_and_open", "hear"]  # what falls between two letters of a word


@dataclass
class Device:
    """One browser. `words` are its own on the note, in the order in which they stand there."""

    context: BrowserContext
    name: str
    address: str
    dice: Random = dataclasses.field(default_factory=Random)
    key: str = ""  # of the note that they write
    page: Page = dataclasses.field(init=False)
    words: list[str] = dataclasses.field(default_factory=list)
    beside: list[str] = dataclasses.field(default_factory=list)  # words of tabs that were open for a moment
    said: list[str] = dataclasses.field(default_factory=list)
    is_beside: bool = False
    is_cut: bool = False
    loses_answers: bool = False
    written: int = 0

    def __post_init__(self) -> None:
        self.context.route("**/notes/", self._answer)
        self.context.add_init_script(FULL_DISK)
        self.open()
        self.page.evaluate(KEPT)

    def begin(self, key: str, dice: Random) -> None:
        """The next note, on the page that is open."""
        self.key, self.dice = key, dice
        self.words, self.beside, self.written = [], [], 0
        self.page.goto(f"{self.address}#{key}")

    def open(self) -> None:
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(f"{self.address}#{self.key}")

    @property
    def field(self) -> Locator:
        return self.page.locator(f"textarea[name=body-{self.key}]")

    @property
    def box(self) -> Locator:
        return self.page.locator(f"input[name=follow_up-{self.key}]")

    def _answer(self, route: Route) -> None:
        """The server takes it, and nobody hears."""
        try:
            if self.loses_answers and not self.is_cut and route.request.method == "POST":
                route.fetch()
                self.loses_answers = False
                route.abort("connectionreset")
            else:
                route.fallback()
        except Error:
            pass  # the page that asked is gone

    @property
    def text(self) -> str:
        return self.field.input_value()

    def do(self, act: str) -> None:
        getattr(self, act)()

    def type(self) -> None:
        self._write("1")

    def insert(self) -> None:
        self._write(str(self.dice.random()))

    def type_while_something_happens(self) -> None:
        """Between two letters of a word, which goes on where it stood."""
        word = self._new_word()
        self._place(word, "1")
        start = word[: self.dice.randrange(2, len(word))]
        self._press(f" {start}")
        act = self.dice.choice(IN_A_WORD)
        self.do(act)
        if act in ("reload", "close_and_open") and not self._go_on(start):
            self.said.append(f"{start!r} is not there after {act}")
        self._press(f"{word.removeprefix(start)} ")

    def type_at_once(self) -> None:
        """While the page is still beginning."""
        self._type_early()
        self._has_begun()

    def close_while_it_begins(self) -> None:
        """As soon as the script is there, which keeps what was typed before it was."""
        word = self._type_early()
        self.page.wait_for_function(SEEN, arg=word)
        self.close_and_open()

    def _type_early(self) -> str:
        """Words of before may come into the field later, in any order."""
        self.page.reload(wait_until="commit")
        self.field.wait_for(state="attached")
        word = self._new_word()
        self.beside.append(word)
        self.field.evaluate(PUT_CARET, "1")
        self._press(f" {word} ")
        return word

    def _write(self, share: str) -> None:
        """A new word between two others, at this share of the text."""
        word = self._new_word()
        self._place(word, share)
        self._press(f" {word} ")

    def _place(self, word: str, share: str) -> None:
        """Put the caret where it comes to stand, and remember that. Words that are not on this screen now, because this
        or another tab has kept them, may come in on either side of it.
        """
        before, text = (part.split() for part in self.field.evaluate(PUT_CARET, share))
        if self.is_beside:
            self.beside.append(word)
            return
        self.beside += [own for own in self.words if own not in text]
        self.words = [own for own in self.words if own in text]
        self.words.insert(sum(own in before for own in self.words), word)

    def _new_word(self) -> str:
        self.written += 1
        return f"{self.name}{self.written}{''.join(self.dice.choices(LETTERS, k=self.dice.randint(1, 4)))}"

    def _press(self, letters: str) -> None:
        """One key after the other, in the field that has the caret."""
        self.page.keyboard.type(letters)

    def _go_on(self, start: str) -> bool:
        return self.page.evaluate(GO_ON, {"name": f"body-{self.key}", "start": start})

    def _has_begun(self) -> None:
        """From here on everything that is typed is kept as it is typed."""
        self.page.locator("[data-save][hidden]").wait_for(state="attached")

    def delete(self) -> None:
        if not self.words:
            return
        word = self.dice.choice(self.words)
        if self.field.evaluate(MARK, word):
            self.page.keyboard.press("Delete")
            self.words.remove(word)

    def tick(self) -> None:
        self.box.evaluate("box => box.click()")

    def cut(self) -> None:
        self.is_cut = True
        self.context.set_offline(True)

    def back(self) -> None:
        self.is_cut = False
        self.context.set_offline(False)

    def reload(self) -> None:
        self.page.reload()

    def close_and_open(self) -> None:
        self.page.close()
        self.open()

    def use_another_tab(self) -> None:
        """A tab beside this one, which is closed as soon as something is written there."""
        first = self.page
        self.is_beside = True
        self.open()
        self.type()
        self.page.close()
        self.is_beside = False
        self.page = first
        first.bring_to_front()

    def write_on_a_full_disk(self) -> None:
        """Nobody leaves a page that says that the words are only there; with a signal they are saved."""
        self.page.evaluate("localStorage.setItem('full', 'yes')")
        self._write("1")
        if not self.is_cut:
            self.hear()
            self.page.locator(f"[data-note={self.key}] [data-sync]", has_text=SAVED).wait_for(state="attached")
            self.reload()
            self._has_begun()
            self._write("1")
        self.page.evaluate("localStorage.removeItem('full')")
        self._write("1")

    def lose_the_session(self) -> None:
        """While there is no signal. Signed in again, they come back to this page."""
        self.cut()
        self._write("1")
        session = [cookie for cookie in self.context.cookies() if cookie["name"] == "sessionid"]
        self.context.clear_cookies()
        self.back()
        self.hear()
        self._write("1")
        self.page.locator(f"[data-note={self.key}] [data-sync]", has_text="Signed out").wait_for(state="attached")
        self.context.add_cookies(session)
        self.reload()

    def lose_an_answer(self) -> None:
        self.loses_answers = True
        self.look_up()

    def look_up(self) -> None:
        """Whoever leaves the field is done with it, and it is sent."""
        self.field.evaluate("field => { field.focus(); field.blur(); }")
        self.page.wait_for_timeout(self.dice.choice([0, 20, 60]))

    def hear(self) -> None:
        """What others wrote, without waiting for the minute to end."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    @property
    def unsent(self) -> int:
        return self.page.evaluate(UNSENT)


ACTS = {
    "type": 4, "type_while_something_happens": 5, "type_at_once": 2, "close_while_it_begins": 1, "insert": 5,
    "delete": 2, "tick": 2, "cut": 3, "back": 3, "reload": 2, "close_and_open": 1, "use_another_tab": 1,
    "lose_an_answer": 2, "look_up": 4, "hear": 2, "write_on_a_full_disk": 1, "lose_the_session": 1,
}  # fmt: skip
