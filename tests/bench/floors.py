"""The raw SQL of the floors: one hand-written statement for each page, with every number that the page shows.

Written apart from the application's own statements, from the product's rules: the benches prove that both agree.
"""

from typing import Any, NamedTuple

from django.db import connection

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.contacts.models import Source, Warmth
from apps.interviews.models import Interview

_CONVERSATIONS = """
conversation AS MATERIALIZED (
    SELECT here.id AS cohort_id, here.goal, here.different_people, i.student_id, i.id, i.contact_id, i.starts_at,
           i.ends_at, i.asked_at, i.replied_at, day.held_on, i.thanked_at,
           i.exit = '' AND i.logged_at IS NULL AS open,
           day.held_on IS NOT NULL AS held,
           i.thanked_at IS NOT NULL AND i.reflected_at IS NOT NULL AS reflected,
           x.id IS NULL AS wanted,
           CASE here.required_step WHEN 'held' THEN true WHEN 'thanked' THEN i.thanked_at IS NOT NULL
                ELSE i.thanked_at IS NOT NULL AND i.reflected_at IS NOT NULL END AS reached,
           CASE WHEN here.different_people THEN i.contact_id ELSE i.id END AS person,
           coalesce(greatest(i.asked_at, i.replied_at, i.scheduled_at, i.rescheduled_at, i.logged_at,
                             i.exited_at, i.thanked_at, i.reflected_at), i.created_at) AS moved_at
    FROM here
    JOIN cohorts_membership m ON m.cohort_id = here.id
    JOIN interviews_interview i ON i.student_id = m.student_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN i.logged_at IS NOT NULL
                     AND (i.starts_at AT TIME ZONE here.zone)::date BETWEEN here.starts_on AND here.due_on
                    THEN (i.starts_at AT TIME ZONE here.zone)::date END AS held_on) day
    LEFT JOIN interviews_exclusion x ON x.interview_id = i.id AND x.cohort_id = here.id
), student AS MATERIALIZED (
    SELECT m.cohort_id, m.student_id, here.goal,
           count(DISTINCT person) FILTER (WHERE held AND reached AND wanted) AS counted,
           count(DISTINCT person) FILTER (WHERE held AND wanted) AS would_count,
           count(*) FILTER (WHERE held) AS held,
           count(*) FILTER (WHERE held AND reflected) AS reflected,
           count(*) FILTER (WHERE open AND v.starts_at IS NULL) AS ask,
           count(*) FILTER (WHERE open AND v.starts_at > here.as_of) AS prepare,
           count(*) FILTER (WHERE open AND v.starts_at <= here.as_of) AS meet,
           count(*) FILTER (WHERE held AND thanked_at IS NULL) AS thank,
           count(*) FILTER (WHERE held AND thanked_at IS NOT NULL AND NOT reflected) AS reflect,
           count(*) FILTER (WHERE held AND thanked_at IS NULL AND ends_at < here.as_of - here.hours) AS overdue,
           min(ends_at) FILTER (WHERE held AND thanked_at IS NULL AND ends_at < here.as_of - here.hours)
               + here.hours AS overdue_since,
           count(*) FILTER (WHERE held AND thanked_at IS NULL AND ends_at < here.as_of - here.hours
                            AND ends_at >= here.as_of - here.hours - interval '7 days') AS late,
           min(ends_at) FILTER (WHERE held AND thanked_at IS NULL AND ends_at < here.as_of - here.hours
                                AND ends_at >= here.as_of - here.hours - interval '7 days') + here.hours AS late_since,
           min(thanked_at) FILTER (WHERE held AND NOT reflected) AS thanked_first,
           count(*) FILTER (WHERE open AND v.starts_at IS NULL AND replied_at IS NULL
                            AND asked_at < here.as_of - interval '7 days') AS silent,
           min(asked_at) FILTER (WHERE open AND v.starts_at IS NULL AND replied_at IS NULL
                                 AND asked_at < here.as_of - interval '7 days') AS silent_since,
           count(*) FILTER (WHERE asked_at IS NOT NULL OR v.starts_at IS NOT NULL) AS tried,
           count(*) FILTER (WHERE v.starts_at IS NOT NULL) AS dated, max(moved_at) AS last_step, m.joined_at
    FROM here
    JOIN cohorts_membership m ON m.cohort_id = here.id
    LEFT JOIN conversation v ON v.cohort_id = m.cohort_id AND v.student_id = m.student_id
    GROUP BY m.cohort_id, m.student_id, m.joined_at, here.goal, here.as_of, here.hours
)
"""

_HERE = """
WITH here AS MATERIALIZED (
    SELECT c.id, c.name, c.goal, c.starts_on, c.due_on, c.required_step, c.different_people, p.time_zone AS zone,
           now() AS as_of, (now() AT TIME ZONE p.time_zone)::date AS today,
           c.starts_on::timestamp AT TIME ZONE p.time_zone AS begun, p.thank_you_hours * interval '1 hour' AS hours
    FROM cohorts_cohort c CROSS JOIN campus_campus p
    WHERE {which}
), """

# A row for each student, one for the whole cohort, one for each point of the chart, for each step that they reached,
# for each number of conversations, and for each way in which they came to people.
_COHORT = (
    _HERE.format(
        which="c.id = %(cohort)s AND EXISTS (SELECT FROM cohorts_caseload l"
        " WHERE l.cohort_id = c.id AND l.adviser_id = %(person)s)"
    )
    + _CONVERSATIONS
    + """, name AS MATERIALIZED (
    SELECT k.student_id, count(*) AS names, max(k.created_at) AS named_at,
           count(*) FILTER (WHERE w.waits) AS unasked, min(k.created_at) FILTER (WHERE w.waits) AS unasked_since
    FROM here
    JOIN cohorts_membership m ON m.cohort_id = here.id
    JOIN contacts_contact k ON k.student_id = m.student_id AND k.archived_at IS NULL
    CROSS JOIN LATERAL (
        SELECT k.source = 'referral' AND k.created_at < here.as_of - interval '14 days'
           AND NOT EXISTS (SELECT FROM interviews_interview i WHERE i.contact_id = k.id
                           AND (i.asked_at IS NOT NULL OR i.starts_at IS NOT NULL OR i.exit <> '')) AS waits) w
    GROUP BY k.student_id
), person AS MATERIALIZED (
    SELECT s.*, u.email, u.display_name AS full_name, u.folded_name, t.archived_at IS NOT NULL AS archived,
           b.created_at AS unreached_since, coalesce(n.names, 0) AS names, coalesce(n.unasked, 0) AS unasked,
           moved.last_moved, last_nudge.leaves_at AS nudged_at, need.rank, need.since, need.many, need.step
    FROM student s
    JOIN students_student t ON t.id = s.student_id
    JOIN accounts_user u ON u.id = t.user_id
    LEFT JOIN outbox_hardbounce b ON b.address = u.email
    LEFT JOIN name n ON n.student_id = s.student_id
    LEFT JOIN advising_hand h ON h.student_id = s.student_id AND h.taken_back_at IS NULL AND h.talk_id IS NULL
                             AND h.nudged_id IS NULL
    LEFT JOIN LATERAL (SELECT d.leaves_at FROM advising_nudged d WHERE d.student_id = s.student_id
                       AND d.stopped_at IS NULL ORDER BY d.leaves_at DESC LIMIT 1) last_nudge ON true
    CROSS JOIN here
    CROSS JOIN LATERAL (SELECT greatest(s.last_step, n.named_at) AS last_moved,
                               greatest(here.begun, s.joined_at) AS begun,
                               here.today <= here.due_on AS is_on,
                               here.today BETWEEN here.starts_on AND here.due_on AND s.counted < s.goal AS runs) moved
    CROSS JOIN LATERAL (SELECT greatest(moved.last_moved, moved.begun) AS still_since) quiet
    LEFT JOIN LATERAL (
        SELECT rank, since, many, step FROM (VALUES
            (1, h.raised_at, 0::bigint, initcap(h.step)),
            (2, CASE WHEN moved.runs AND s.silent > 0 AND moved.begun <= here.as_of - interval '7 days'
                     THEN greatest(s.silent_since, moved.begun) END, s.silent, 'Ask'),
            (3, CASE WHEN here.today >= here.starts_on THEN s.late_since END, s.late, 'Thank'),
            (4, CASE WHEN moved.runs AND n.names IS NULL AND s.tried = 0 AND here.due_on - here.today <= 14
                     THEN moved.begun END, 0, 'Ask'),
            (5, CASE WHEN moved.runs AND n.unasked > 0 AND moved.begun <= here.as_of - interval '14 days'
                     THEN greatest(n.unasked_since, moved.begun) END, n.unasked, 'Ask'),
            (6, CASE WHEN moved.runs AND here.as_of - s.thanked_first >= interval '7 days' THEN s.thanked_first END,
                s.reflect, 'Reflect'),
            (7, CASE WHEN moved.is_on THEN b.created_at END, 0, 'Mail'),
            (8, CASE WHEN moved.runs AND here.as_of - quiet.still_since >= interval '14 days'
                     THEN quiet.still_since END, 0,
                CASE WHEN s.reflect > 0 THEN 'Reflect' WHEN s.thank > 0 THEN 'Thank' WHEN s.meet > 0 THEN 'Meet'
                     WHEN s.prepare > 0 THEN 'Prepare' ELSE 'Ask' END)
        ) rule (rank, since, many, step)
        WHERE rule.since IS NOT NULL AND t.archived_at IS NULL ORDER BY rank LIMIT 1) need ON true
), first_talk AS MATERIALIZED (
    SELECT student_id, held_on, row_number() OVER (PARTITION BY student_id ORDER BY held_on) AS place, goal
    FROM (SELECT student_id, goal, min(held_on) AS held_on FROM conversation
          WHERE held AND reached AND wanted AND student_id IN (SELECT student_id FROM person WHERE NOT archived)
          GROUP BY student_id, goal, person) one
), point AS (
    SELECT day::date AS day
    FROM here CROSS JOIN LATERAL (SELECT least(here.today, here.due_on) AS last) until
    CROSS JOIN LATERAL generate_series(
        here.starts_on, until.last - 1,
        7 * greatest(1, ceil((until.last - here.starts_on) / 7.0 / 30)::int) * interval '1 day') AS day
    WHERE here.today >= here.starts_on
    UNION ALL SELECT least(today, due_on) FROM here WHERE today >= starts_on
), current AS MATERIALIZED (SELECT * FROM person WHERE NOT archived), way AS (
    SELECT CASE WHEN k.source = ANY(%(known)s) THEN 'Known' WHEN k.source = ANY(%(connected)s) THEN 'Connected'
                WHEN k.source = '' THEN 'Not said' ELSE 'New' END AS warmth,
           k.introduced_by_id IS NOT NULL OR k.source = 'referral' AS introduced, v.held, asked.here AS asked,
           asked.here AND (v.replied_at IS NOT NULL OR v.starts_at IS NOT NULL OR i.exit = 'declined') AS answered
    FROM here CROSS JOIN conversation v
    JOIN interviews_interview i ON i.id = v.id
    JOIN contacts_contact k ON k.id = v.contact_id
    CROSS JOIN LATERAL (
        SELECT coalesce((v.asked_at AT TIME ZONE here.zone)::date BETWEEN here.starts_on AND here.due_on, false)
               AS here) asked
    WHERE v.student_id IN (SELECT student_id FROM current) AND (v.held OR asked.here)
)
SELECT 'student' AS about, email, full_name, counted, would_count, held, reflected, ask, prepare, meet, thank, reflect,
       overdue, overdue_since, tried, last_moved, step, since, unreached_since, NULL::date AS day,
       goal AS of_goal, NULL::bigint AS even, NULL::bigint AS students, NULL::bigint AS with_some,
       NULL::bigint AS beyond, NULL::bigint AS needing, folded_name, rank, many, nudged_at, NULL::bigint AS reached
FROM person
UNION ALL
SELECT 'all', NULL, max(here.name), sum(least(counted, s.goal))::bigint, NULL, sum(held)::bigint,
       sum(reflected)::bigint, sum(ask)::bigint, sum(prepare)::bigint, sum(meet)::bigint, sum(thank)::bigint,
       sum(reflect)::bigint, count(*) FILTER (WHERE overdue > 0), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       sum(s.goal)::bigint, NULL, count(*), count(*) FILTER (WHERE counted > 0),
       (sum(counted) - sum(least(counted, s.goal)))::bigint, count(rank), NULL, NULL, NULL, NULL,
       count(*) FILTER (WHERE counted >= s.goal)
FROM current s CROSS JOIN here
UNION ALL
SELECT 'point', NULL, NULL, (SELECT count(*) FROM first_talk f WHERE f.place <= f.goal AND f.held_on <= point.day),
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, point.day,
       whole.goal,
       round(whole.goal * CASE WHEN point.day >= here.due_on THEN 1.0::float8
             ELSE (point.day - here.starts_on)::float8 / (here.due_on - here.starts_on) END)::bigint,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM point CROSS JOIN here CROSS JOIN (SELECT sum(goal)::bigint AS goal FROM current) whole
UNION ALL
SELECT each.about, NULL, each.label, each.number, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, sums.students, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT count(*) AS students, count(*) FILTER (WHERE names > 0 OR tried > 0) AS named,
             count(*) FILTER (WHERE tried > 0) AS asked, count(*) FILTER (WHERE dated > 0) AS dated,
             count(*) FILTER (WHERE held > 0) AS held, count(*) FILTER (WHERE held > thank) AS thanked,
             count(*) FILTER (WHERE reflected > 0) AS reflected, count(*) FILTER (WHERE counted = 0) AS none,
             count(*) FILTER (WHERE counted = 1) AS one, count(*) FILTER (WHERE counted = 2) AS two,
             count(*) FILTER (WHERE counted >= 3) AS three
      FROM current) sums
CROSS JOIN LATERAL (VALUES ('step', 'Added a name', named), ('step', 'Asked', asked), ('step', 'Scheduled', dated),
                           ('step', 'Held', held), ('step', 'Thanked', thanked), ('step', 'Reflected', reflected),
                           ('count', 'None', none), ('count', 'One', one), ('count', 'Two', two),
                           ('count', 'Three and more', three)) each (about, label, number)
UNION ALL
SELECT 'way', NULL, coalesce(warmth, CASE WHEN introduced THEN 'Introduced by someone' ELSE 'Not introduced' END),
       count(*) FILTER (WHERE answered), NULL, count(*) FILTER (WHERE held), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*) FILTER (WHERE asked), NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL
FROM way GROUP BY GROUPING SETS ((warmth), (introduced))
"""
)

# A row for each cohort of one page, the soonest due first and ended ones last, and with it how many there are in all.
_OVERVIEW = (
    """WITH mine AS MATERIALIZED (
    SELECT c.id, c.due_on, c.name,
           CASE WHEN c.due_on >= (now() AT TIME ZONE p.time_zone)::date THEN c.due_on END AS to_come
    FROM cohorts_cohort c CROSS JOIN campus_campus p
    WHERE %(all)s OR EXISTS (SELECT FROM cohorts_caseload l WHERE l.cohort_id = c.id AND l.adviser_id = %(person)s)
), shown AS MATERIALIZED (SELECT id FROM mine ORDER BY to_come, due_on DESC, name, id LIMIT 50), """
    + _HERE.removeprefix("\nWITH ").format(which="c.id IN (SELECT id FROM shown)")
    + _CONVERSATIONS
    + """
SELECT here.id, here.name, count(s.student_id) AS students,
       coalesce(sum(least(s.counted, s.goal)), 0)::bigint AS toward_goal,
       count(s.student_id) * here.goal AS goal_total, coalesce(sum(s.held), 0)::bigint AS held,
       coalesce(sum(s.reflected), 0)::bigint AS reflected, count(*) FILTER (WHERE s.counted = 0) AS with_none,
       count(*) FILTER (WHERE s.overdue > 0) AS owing, count(*) FILTER (WHERE s.silent > 0) AS waiting,
       round(count(s.student_id) * here.goal * CASE
             WHEN here.today >= here.due_on THEN 1.0::float8 WHEN here.today <= here.starts_on THEN 0
             ELSE (here.today - here.starts_on)::float8 / (here.due_on - here.starts_on) END)::bigint AS even,
       here.today >= here.starts_on AS has_started, here.today > here.due_on AS is_over,
       (SELECT count(*) FROM cohorts_membership m JOIN students_student a ON a.id = m.student_id
         WHERE m.cohort_id = here.id AND a.archived_at IS NOT NULL) AS archived,
       (SELECT count(*) FROM mine) AS cohorts
FROM here
LEFT JOIN (student s JOIN students_student t ON t.id = s.student_id AND t.archived_at IS NULL) ON s.cohort_id = here.id
GROUP BY here.id, here.name, here.goal, here.starts_on, here.due_on, here.today
ORDER BY CASE WHEN here.due_on >= here.today THEN here.due_on END, here.due_on DESC, here.name, here.id
"""
)

_ME = """
WITH me AS MATERIALIZED (
    SELECT s.id, now() AS as_of, p.time_zone AS campus_zone, coalesce(nullif(s.time_zone, ''), p.time_zone) AS zone,
           (now() AT TIME ZONE p.time_zone)::date AS today, p.thank_you_hours * interval '1 hour' AS hours
    FROM students_student s CROSS JOIN campus_campus p
    WHERE s.user_id = %(person)s
)"""

# A row for each running cohort, each line of its trail, each idea whom to ask, and each adviser.
_HOME = (
    _ME
    + """, talk AS MATERIALIZED (
    SELECT i.*, c.full_name,
           ARRAY(SELECT o.sent_at FROM outreach_outreach o
                 WHERE o.interview_id = i.id AND o.sent_at > i.asked_at
                   AND NOT EXISTS (SELECT FROM outbox_message m
                                   WHERE m.key = 'outreach:' || o.id AND m.state IN ('failed', 'skipped'))
                 ORDER BY o.sent_at) AS wrote_again,
           EXISTS (SELECT FROM outreach_outreach o
                   WHERE o.interview_id = i.id AND o.sent_at IS NULL AND o.sent_how <> '') AS waits_for_word
    FROM me JOIN interviews_interview i ON i.student_id = me.id
    JOIN contacts_contact c ON c.id = i.contact_id WHERE i.exit = ''
), cohort AS MATERIALIZED (
    SELECT c.* FROM me JOIN cohorts_membership m ON m.student_id = me.id JOIN cohorts_cohort c ON c.id = m.cohort_id
), judged AS (
    SELECT c.id AS cohort_id, t.id, t.full_name, t.starts_at, t.state,
           CASE WHEN c.different_people THEN t.contact_id ELSE t.id END AS person,
           t.logged_at IS NOT NULL AS logged, x.id IS NULL AS wanted,
           t.logged_at IS NOT NULL
               AND (t.starts_at AT TIME ZONE me.campus_zone)::date BETWEEN c.starts_on AND c.due_on AS held,
           CASE c.required_step WHEN 'held' THEN true WHEN 'thanked' THEN t.thanked_at IS NOT NULL
                ELSE t.thanked_at IS NOT NULL AND t.reflected_at IS NOT NULL END AS reached
    FROM me CROSS JOIN cohort c CROSS JOIN talk t
    LEFT JOIN interviews_exclusion x ON x.interview_id = t.id AND x.cohort_id = c.id
    WHERE me.today BETWEEN c.starts_on AND c.due_on
), told AS MATERIALIZED (
    SELECT *, row_number() OVER (PARTITION BY cohort_id, person, qualifies ORDER BY starts_at, id) AS place
    FROM (SELECT *, held AND wanted AND reached AS qualifies FROM judged) each
), idea AS (
    SELECT c.full_name, row_number() OVER (ORDER BY c.introduced_by_id IS NULL,
               coalesce(array_position(%(ladder)s, c.source::text), 99), c.created_at DESC, c.id DESC) AS place
    FROM me JOIN contacts_contact c ON c.student_id = me.id
    WHERE c.archived_at IS NULL AND c.just_met_at IS NULL
      AND NOT EXISTS (SELECT FROM interviews_interview i WHERE i.contact_id = c.id)
      AND NOT EXISTS (SELECT FROM outreach_outreach o WHERE o.contact_id = c.id AND o.answer = 'name'
                      AND o.thanked_at IS NULL)
    ORDER BY place LIMIT 3
), reminder AS (
    SELECT r.id, m.due_at, coalesce(c.full_name, k.name) AS title
    FROM me JOIN reminders_reminder r ON r.user_id = %(person)s JOIN outbox_message m ON m.id = r.message_id
    CROSS JOIN LATERAL (
        SELECT split_part(r.cause_key, ':', 1) AS type, split_part(r.cause_key, ':', 2)::bigint AS id) of
    LEFT JOIN talk c ON of.type IN ('interview', 'request') AND c.id = of.id
    LEFT JOIN cohorts_membership s ON of.type = 'goal' AND s.id = of.id
    LEFT JOIN cohort k ON k.id = s.cohort_id
    WHERE m.state = 'due' AND m.due_at <= now() + interval '7 days'
      AND (r.kind NOT LIKE 'thank_you%%' OR c.ends_at <= now())
      AND NOT EXISTS (SELECT FROM reminders_optout o WHERE o.user_id = r.user_id)
    ORDER BY m.due_at, r.id LIMIT 5
)
SELECT 'cohort' AS about, c.name AS text, NULL::bigint AS id, c.goal::bigint AS of_goal, NULL::timestamptz AS at,
       (SELECT count(DISTINCT person) FROM told t WHERE t.cohort_id = c.id AND qualifies) AS counted,
       (SELECT count(DISTINCT person) FROM told t WHERE t.cohort_id = c.id AND held AND wanted) AS would_count,
       NULL::boolean AS done
FROM me CROSS JOIN cohort c WHERE me.today BETWEEN c.starts_on AND c.due_on
UNION ALL
(SELECT 'talk', full_name, id, NULL, starts_at, NULL, NULL, qualifies AND place = 1
 FROM told WHERE logged OR state = 'scheduled' ORDER BY starts_at, id)
UNION ALL
(SELECT 'idea', full_name, place, NULL, NULL, NULL, NULL, NULL FROM idea ORDER BY place)
UNION ALL
(SELECT 'reminder', title, NULL, NULL, due_at, NULL, NULL, NULL FROM reminder ORDER BY due_at, id)
UNION ALL
(SELECT DISTINCT 'adviser', u.display_name, NULL::bigint, NULL::bigint, NULL::timestamptz, NULL::bigint, NULL::bigint,
        NULL::boolean
 FROM cohort c JOIN cohorts_caseload l ON l.cohort_id = c.id JOIN accounts_user u ON u.id = l.adviser_id ORDER BY 2)
"""
)

_LOG = (
    _ME
    + """
SELECT DISTINCT c.full_name, c.folded_name, c.id, me.as_of AT TIME ZONE me.zone AS here
FROM me JOIN contacts_contact c ON c.student_id = me.id AND c.archived_at IS NULL
ORDER BY c.folded_name, c.full_name, c.id LIMIT 200
"""
)

_PEOPLE = (
    _ME
    + """
SELECT c.id, c.full_name, c.role, c.organization, c.source, b.full_name AS introduced_by, count(*) OVER () AS people,
       (SELECT i.state FROM interviews_interview i WHERE i.contact_id = c.id
        ORDER BY (i.exit <> '')::int, (i.logged_at IS NOT NULL)::int, i.starts_at DESC NULLS LAST, i.id DESC LIMIT 1
       ) AS stands
FROM me JOIN contacts_contact c ON c.student_id = me.id AND c.archived_at IS NULL
LEFT JOIN contacts_contact b ON b.id = c.introduced_by_id
ORDER BY c.folded_name, c.full_name, c.id LIMIT 50
"""
)

_INTERVIEW = (
    _ME
    + """
SELECT i.starts_at, i.starts_at AT TIME ZONE me.zone AS starts_here, i.ends_at + me.hours AS mark, i.state, i.minutes,
       i.format, i.learned, i.thanked_at, i.thanked_at AT TIME ZONE me.zone AS thanked_here, c.full_name, c.role,
       c.organization, b.full_name AS introduced_by, n.body, r.nerves_before, r.nerves_after, r.verdict, r.shared_at,
       ARRAY(SELECT a.text FROM reflection_reflectionanswer a JOIN guidance_reflectionquestion q ON q.id = a.question_id
             WHERE a.reflection_id = r.id ORDER BY a.id) AS answers,
       ARRAY(SELECT o.full_name || o.role || o.organization || o.name_use FROM network_referral f
             JOIN contacts_contact o ON o.id = f.contact_id WHERE f.interview_id = i.id ORDER BY f.id) AS named,
       ARRAY(SELECT h.name || x.reason FROM interviews_exclusion x JOIN cohorts_cohort h ON h.id = x.cohort_id
             WHERE x.interview_id = i.id) AS left_out
FROM me
JOIN interviews_interview i ON i.student_id = me.id AND i.id = %(interview)s
JOIN contacts_contact c ON c.id = i.contact_id
LEFT JOIN contacts_contact b ON b.id = c.introduced_by_id
LEFT JOIN interviews_thankyounote n ON n.interview_id = i.id
LEFT JOIN reflection_reflection r ON r.interview_id = i.id
"""
)


class Statement(NamedTuple):
    """One statement and its values."""

    text: str
    values: dict[str, Any]

    def rows(self) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.values)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]

    def run(self) -> None:
        """Executed, and every row fetched."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.values)
            cursor.fetchall()

    def plan(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, BUFFERS) " + self.text, self.values)
            return "\n".join(line for (line,) in cursor.fetchall())


def cohort(cohort: Cohort, person: User) -> Statement:
    """Every number of the cohort page, for an adviser who looks after it."""
    warmths = {
        warmth.value: [source.value for source in Source if source.warmth is warmth]
        for warmth in (Warmth.KNOWN, Warmth.CONNECTED)
    }
    return Statement(_COHORT, {"cohort": cohort.pk, "person": person.pk, **warmths})


def overview(person: User) -> Statement:
    """Every number of the first page of the overview."""
    return Statement(_OVERVIEW, {"person": person.pk, "all": person.is_administrator})


def home(person: User) -> Statement:
    """Every number of a student's home. Of reminders those that are to come: none of this student's went."""
    return Statement(_HOME, {"person": person.pk, "ladder": list(Source.values)})


def log_form(person: User) -> Statement:
    """The names that the short form offers, and the time where the student is."""
    return Statement(_LOG, {"person": person.pk})


def people(person: User) -> Statement:
    """The first page of a student's people."""
    return Statement(_PEOPLE, {"person": person.pk})


def interview(interview: Interview) -> Statement:
    """Everything that the page of one interview shows."""
    return Statement(_INTERVIEW, {"person": interview.student.user_id, "interview": interview.pk})


_AUDIT = """
INSERT INTO audit_entry (actor_id, action, page, student_ids, filter, reason)
VALUES (%(actor)s, 'viewed', 'dashboards:cohort', %(students)s, %(filter)s, '')
"""


def write_audit_row(person: User, cohort: Cohort, student_ids: list[int]) -> None:
    """The row that the cohort page writes for one look."""
    filter = f'{{"cohort": {cohort.pk}, "sort": "name"}}'
    with connection.cursor() as cursor:
        cursor.execute(_AUDIT, {"actor": person.pk, "students": student_ids, "filter": filter})
