"""The numbers of a cohort's report, each with how many students stand behind it. One query aggregates them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from apps.campus.models import Campus
from apps.contacts.models import Source
from apps.core.small_groups import Group
from apps.interviews.asked import ANSWERED, CURRENT, INTRODUCED, TALKS
from apps.interviews.counting import select

_WARMTH = " ".join(f"WHEN '{source.value}' THEN '{source.warmth.value}'" for source in Source)

# One row for each conversation that was held or asked for within the cohort's dates, by students who are not archived.
# What else belongs to one is looked up for it alone: joined, it would multiply the rows.
_TALKS = f"""
, talks AS (
    SELECT i.id, j.student_id, j.held, a.is_asked, {ANSWERED} AS is_answered,
           CASE c.source {_WARMTH} ELSE '' END AS warmth, {INTRODUCED} AS is_introduced,
           i.format, j.reflected, i.thanked_at <= i.ends_at + MAKE_INTERVAL(hours => %(thank_you_hours)s) AS in_time,
           EXISTS (SELECT FROM network_referral f WHERE f.interview_id = i.id) AS led_on,
           j.held_on - (i.asked_at AT TIME ZONE %(zone)s)::date AS days,
           COALESCE(r.verdict, '') AS verdict, r.nerves_before, r.nerves_after,
           r.nerves_before IS NOT NULL AND r.nerves_after IS NOT NULL AS has_nerves,
           COALESCE(m.channel, '') AS channel
    {TALKS}
      LEFT JOIN reflection_reflection r ON r.interview_id = i.id AND i.reflected_at IS NOT NULL
      LEFT JOIN LATERAL (SELECT o.channel FROM outreach_outreach o
                          WHERE o.interview_id = i.id AND o.kind = 'conversation' AND o.sent_at IS NOT NULL
                          ORDER BY o.sent_at, o.id LIMIT 1) m ON TRUE
     WHERE {CURRENT}
)
"""  # noqa: S608  # nosec B608 - constants of this module

# What each table is divided by, and of which conversations.
_TABLES = {
    "held": ("''", "held"),
    "warmth": ("warmth", "held"),
    "format": ("format", "held"),
    "in_time": ("COALESCE(in_time, FALSE)", "held"),
    "reflected": ("reflected", "held"),
    "led_on": ("led_on", "held"),
    "was_asked": ("days IS NOT NULL", "held"),
    "has_verdict": ("verdict <> ''", "held"),
    "verdict": ("verdict", "held AND verdict <> ''"),
    "has_nerves": ("has_nerves", "held"),
    "nerves_before": ("nerves_before", "held AND has_nerves"),
    "nerves_after": ("nerves_after", "held AND has_nerves"),
    "asked": ("is_answered", "is_asked"),
    "asked_by_channel": ("channel || ':' || is_answered", "is_asked"),
    "asked_by_warmth": ("warmth || ':' || is_answered", "is_asked"),
    "asked_by_introduction": ("is_introduced || ':' || is_answered", "is_asked"),
}
_NAMES = """
SELECT 'names' AS name, '' AS key, COUNT(DISTINCT f.contact_id) AS number, COUNT(DISTINCT t.student_id) AS people,
       NULL::float AS days
  FROM talks t JOIN network_referral f ON f.interview_id = t.id WHERE t.held
"""
_FIGURES = _TALKS + " UNION ALL ".join(
    [
        _NAMES,
        *(
            f"SELECT '{name}', ({key})::text, COUNT(*), COUNT(DISTINCT student_id),"  # noqa: S608  # nosec B608
            f" PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days) FROM talks WHERE {condition} GROUP BY 2"
            for name, (key, condition) in _TABLES.items()
        ),
    ]
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The groups of the report, by table and key. `days` is the median from asked to held, where there is one."""

    groups: Mapping[tuple[str, str], Group] = field(default_factory=dict)
    days: float | None = None

    def group(self, table: str, key: str = "") -> Group:
        return self.groups.get((table, key), Group())

    def pair(self, table: str, key: str = "") -> tuple[Group, Group]:
        """Yes and no, of all or of those with this key."""
        before = f"{key}:" if "_by_" in table else ""
        return self.group(table, f"{before}true"), self.group(table, f"{before}false")


def figures_of(*, cohort: int, as_of: datetime, campus: Campus) -> Figures:
    """`cohort` is an id. One query."""
    found = select(_FIGURES, cohorts=[cohort], as_of=as_of, campus=campus)
    by_key = {(row["name"], row["key"]): row for row in found}
    return Figures(
        groups={key: Group(row["number"], row["people"]) for key, row in by_key.items()},
        days=by_key[asked]["days"] if (asked := ("was_asked", "true")) in by_key else None,
    )
