"""A person with two devices who write the same note: what each does, and which words must be there at the end."""

import dataclasses
from dataclasses import dataclass
from random import Random

from playwright.sync_api import BrowserContext, Error, Locator, Page, Route

UNSENT = """
  () => new Promise((resolve) => {
    const opening = indexedDB.open("acquaint-notes", 1);
    opening.onsuccess = () => {
      const asked = opening.result.transaction("changes").objectStore("changes").count();
      asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
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
# Both in one step, because the words of the other device may come in at any moment. Returns the words before the caret,
# and whether the page shows by now what this device has kept: until then it is as good as another tab.
PUT_CARET = """
  (field, share) => {
    const places = [...field.value].flatMap((letter, at) => (letter.trim() ? [] : [at])).concat(field.value.length);
    const at = places[Math.floor(share * (places.length - 1))];
    field.focus();
    field.setSelectionRange(at, at);
    return { before: field.value.slice(0, at), isReady: document.querySelector("[data-save]").hidden };
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
LETTERS = "bcdfghklmnprstvwz"


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
    # Words whose order is nobody's: of tabs that were open for a moment, or typed before the page was ready.
    beside: list[str] = dataclasses.field(default_factory=list)
    said: list[str] = dataclasses.field(default_factory=list)
    is_beside: bool = False
    is_cut: bool = False
    loses_answers: bool = False
    written: int = 0

    def __post_init__(self) -> None:
        self.context.route("**/notes/", self._answer)
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

    def _write(self, share: str) -> None:
        """A new word between two others, at this share of the text."""
        self.written += 1
        word = f"{self.name}{self.written}{''.join(self.dice.choices(LETTERS, k=self.dice.randint(1, 4)))}"
        seen = self.field.evaluate(PUT_CARET, share)
        if self.is_beside or not seen["isReady"]:
            self.beside.append(word)
        else:
            before = seen["before"].split()
            self.words.insert(sum(own in before for own in self.words), word)
        self.page.keyboard.type(f" {word} ")

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
    "type": 8, "insert": 5, "delete": 2, "tick": 2, "cut": 3, "back": 3, "reload": 2, "close_and_open": 1,
    "use_another_tab": 1, "lose_an_answer": 2, "look_up": 4, "hear": 2,
}  # fmt: skip
