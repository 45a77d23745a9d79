"""What a phone keeps and what the server has: asked of the page, and of the database."""

from playwright.sync_api import Locator, Page

from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from tests.journeys.stack import Stack

# Until this page has a copy.
KEPT = """
  async (path) => {
    await navigator.serviceWorker.ready;
    for (let tries = 0; !(await caches.match(path)); tries += 1) {
      if (tries === 500) throw new Error("no copy");
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  }
"""
# Words that wait, pages, and the rest.
LEFT = """
  async () => {
    const rows = await new Promise((resolve) => {
      const opening = indexedDB.open("acquaint-notes", 1);
      opening.onsuccess = () => {
        const store = opening.result.transaction("changes").objectStore("changes");
        store.getAll().onsuccess = (event) => { opening.result.close(); resolve(event.target.result); };
      };
    });
    const pages = (await caches.keys()).filter((name) => name.startsWith("acquaint-pages-"));
    return { words: rows.map((row) => row.body), pages, storage: Object.keys(localStorage).sort() };
  }
"""


def note_on(page: Page, key: str) -> tuple[Locator, Locator]:
    """The field, and what is said under it."""
    return page.locator(f"textarea[name=body-{key}]"), page.locator(f"[data-note={key}] [data-sync]")


def saved(stack: Stack, talk: Interview, key: str) -> str:
    with stack.database():
        return Note.objects.get(interview=talk, key=key).body
