"""The floors of staff's pages."""

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.contacts.models import Source, Warmth
from tests.bench.standing import CONVERSATIONS, CURRENT, HERE, LAST_NUDGE, LOOKED_AFTER, OF_ONE, OF_SEVERAL, PEOPLE
from tests.bench.statement import Statement

# A row for each student, one for the whole cohort, one for each point of the chart, for each step that they reached,
# for each number of conversations, and for each way in which they came to people.
_COHORT = (
    HERE.format(
        which="c.id = %(cohort)s AND EXISTS (SELECT FROM cohorts_caseload l"
        " WHERE l.cohort_id = c.id AND l.adviser_id = %(person)s)"
    )
    + CONVERSATIONS
    + PEOPLE.format(**OF_ONE, **LAST_NUDGE)
    + """, first_talk AS MATERIALIZED (
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
           k.introduced_by_id IS NOT NULL OR k.source = 'referral' AS introduced, v.held, v.asked_here AS asked,
           v.asked_here AND (v.replied_at IS NOT NULL OR v.starts_at IS NOT NULL OR i.exit = 'declined') AS answered
    FROM conversation v
    JOIN interviews_interview i ON i.id = v.id
    JOIN contacts_contact k ON k.id = v.contact_id
    WHERE v.student_id IN (SELECT student_id FROM current) AND (v.held OR v.asked_here)
)
SELECT 'student' AS about, email, full_name, counted, would_count, held, reflected, ask, prepare, meet, thank, reflect,
       late_thank_yous, late_thank_yous_since, tried, last_moved, step, since, unreached_since, NULL::date AS day,
       goal AS of_goal, NULL::bigint AS even, NULL::bigint AS students, NULL::bigint AS with_some,
       NULL::bigint AS beyond, NULL::bigint AS needing, folded_name, rank, many, nudged_at, NULL::bigint AS reached
FROM person
UNION ALL
SELECT 'all', NULL, max(here.name), sum(least(counted, s.goal))::bigint, NULL, sum(held)::bigint,
       sum(reflected)::bigint, sum(ask)::bigint, sum(prepare)::bigint, sum(meet)::bigint, sum(thank)::bigint,
       sum(reflect)::bigint, count(*) FILTER (WHERE late_thank_yous > 0), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
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

# An administrator is asked for help only in cohorts that they look after.
_OWN = f"SELECT c.id FROM cohorts_cohort c CROSS JOIN campus_campus p WHERE {LOOKED_AFTER}"
_HANDS_OF_OWN = {"raised_at": f"CASE WHEN here.id IN ({_OWN}) THEN h.raised_at END"}

# A row for each cohort of one page, and with it how many there are in all. An adviser's, the soonest due first and
# ended ones last; for an administrator, all by term, the latest first.
_OVERVIEW = (
    """WITH mine AS MATERIALIZED (
    SELECT c.id, c.due_on, c.name, CASE WHEN %(all)s THEN e.starts_on END AS begun,
           CASE WHEN %(all)s THEN c.term_id END AS term,
           CASE WHEN %(all)s OR c.due_on >= (now() AT TIME ZONE p.time_zone)::date THEN c.due_on END AS to_come
    FROM cohorts_cohort c JOIN cohorts_term e ON e.id = c.term_id CROSS JOIN campus_campus p
    WHERE c.archived_at IS NULL
      AND (%(all)s OR EXISTS (SELECT FROM cohorts_caseload l WHERE l.cohort_id = c.id AND l.adviser_id = %(person)s))
), shown AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY begun DESC, term, to_come, due_on DESC, name, id) AS place
    FROM mine ORDER BY place LIMIT 25
), """
    + HERE.removeprefix("\nWITH ").format(which="c.id IN (SELECT id FROM shown)")
    + CONVERSATIONS
    + PEOPLE.format(**OF_SEVERAL | _HANDS_OF_OWN, nudged_at="", last_nudge="")
    + CURRENT
    + """
SELECT here.id, here.name, count(s.student_id) AS students,
       coalesce(sum(least(s.counted, s.goal)), 0)::bigint AS toward_goal,
       count(s.student_id) * here.goal AS goal_total, coalesce(sum(s.held), 0)::bigint AS held,
       coalesce(sum(s.reflected), 0)::bigint AS reflected, count(*) FILTER (WHERE s.counted = 0) AS with_none,
       count(*) FILTER (WHERE s.late_thank_yous > 0) AS owing, count(*) FILTER (WHERE s.silent > 0) AS waiting,
       count(*) FILTER (WHERE s.counted < s.even AND NOT s.is_over) AS behind, count(s.rank) AS needing,
       count(*) FILTER (WHERE s.unreached_since IS NOT NULL AND NOT s.is_over) AS bouncing,
       round(count(s.student_id) * here.goal * CASE
             WHEN here.today >= here.due_on THEN 1.0::float8 WHEN here.today <= here.starts_on THEN 0
             ELSE (here.today - here.starts_on)::float8 / (here.due_on - here.starts_on) END)::bigint AS even,
       here.today >= here.starts_on AS has_started, here.today > here.due_on AS is_over,
       coalesce(max(a.archived), 0) AS archived,
       (SELECT count(*) FROM mine) AS cohorts
FROM here
JOIN shown ON shown.id = here.id
LEFT JOIN current s ON s.cohort_id = here.id
LEFT JOIN (SELECT cohort_id, count(*) AS archived FROM person WHERE archived GROUP BY cohort_id) a
       ON a.cohort_id = here.id
GROUP BY here.id, here.name, here.goal, here.starts_on, here.due_on, here.today, shown.place
ORDER BY shown.place
"""
)

# A row for each student who needs this person, one for all, one for each cohort, and one for each of the newest
# reflections to read.
_NEEDS = (
    HERE.format(which=LOOKED_AFTER)
    + CONVERSATIONS
    + PEOPLE.format(**OF_SEVERAL, **LAST_NUDGE)
    + CURRENT
    + """, first AS MATERIALIZED (
    SELECT DISTINCT ON (student_id) * FROM current WHERE rank IS NOT NULL ORDER BY student_id, rank, since
), whose AS MATERIALIZED (SELECT DISTINCT student_id FROM current), lately AS (
    SELECT count(*) AS held, count(*) FILTER (WHERE i.thanked_at <= i.ends_at + week.hours) AS in_time,
           count(*) FILTER (WHERE i.thanked_at IS NULL AND i.ends_at > week.as_of - week.hours) AS still_in_time
    FROM (SELECT p.thank_you_hours * interval '1 hour' AS hours, now() AS as_of,
                 date_trunc('week', (now() AT TIME ZONE p.time_zone) - interval '1 day') AT TIME ZONE p.time_zone
                     AS begun
          FROM campus_campus p) week
    JOIN interviews_interview i ON i.student_id IN (SELECT student_id FROM whose)
     AND i.logged_at IS NOT NULL AND i.ends_at BETWEEN week.begun AND week.as_of
), unread AS MATERIALIZED (
    SELECT r.id, i.student_id, r.shared_at, count(*) OVER () AS total
    FROM reflection_reflection r JOIN interviews_interview i ON i.id = r.interview_id AND i.reflected_at IS NOT NULL
    WHERE r.shared_at IS NOT NULL AND i.student_id IN (SELECT student_id FROM whose)
      AND NOT EXISTS (SELECT FROM advising_reflectionread d
                      WHERE d.reflection_id = r.id AND d.adviser_id = %(person)s AND d.read_at >= r.shared_at)
    ORDER BY r.shared_at DESC, r.id DESC LIMIT 4
)
SELECT 'student' AS about, f.student_id AS id, f.full_name AS text, f.cohort, f.folded_name, f.rank, f.since, f.many,
       f.counted, f.goal::bigint AS of_goal, f.last_moved, f.nudged_at, k.day AS talked_on,
       f.unreached_since IS NOT NULL AND NOT f.is_over AS unreached, NULL::bigint AS students, NULL::bigint AS needing,
       NULL::bigint AS behind, NULL::bigint AS even, NULL::bigint AS held, NULL::bigint AS in_time,
       NULL::bigint AS still_in_time, NULL::bigint AS bouncing, NULL AS said
FROM first f
LEFT JOIN LATERAL (SELECT t.day FROM advising_talk t
                   WHERE t.student_id = f.student_id ORDER BY t.day DESC LIMIT 1) k ON true
UNION ALL
SELECT 'all', (SELECT total FROM unread LIMIT 1), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, (SELECT count(*) FROM whose), (SELECT count(*) FROM first), NULL, NULL, held, in_time, still_in_time,
       NULL, NULL
FROM lately
UNION ALL
SELECT 'cohort', here.id, here.name, NULL, NULL, NULL, NULL, NULL, coalesce(sum(least(c.counted, c.goal)), 0)::bigint,
       (count(c.student_id) * here.goal)::bigint, NULL, NULL, NULL, here.today > here.due_on, count(c.student_id),
       count(c.rank), count(*) FILTER (WHERE c.counted < c.even AND NOT c.is_over),
       round(count(c.student_id) * here.goal * CASE
             WHEN here.today >= here.due_on THEN 1.0::float8 WHEN here.today <= here.starts_on THEN 0
             ELSE (here.today - here.starts_on)::float8 / (here.due_on - here.starts_on) END)::bigint, NULL, NULL, NULL,
       count(*) FILTER (WHERE c.unreached_since IS NOT NULL AND NOT c.is_over), NULL
FROM here LEFT JOIN current c ON c.cohort_id = here.id
GROUP BY here.id, here.name, here.goal, here.today, here.starts_on, here.due_on
UNION ALL
(SELECT 'words', u.id, p.full_name, NULL, NULL, NULL, u.shared_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, left(said.text, 400)
 FROM unread u JOIN person p ON p.student_id = u.student_id
 LEFT JOIN LATERAL (SELECT a.text FROM reflection_reflectionanswer a
                    JOIN guidance_reflectionquestion q ON q.id = a.question_id
                    WHERE a.reflection_id = u.id ORDER BY q.position, a.id LIMIT 1) said ON true
 ORDER BY u.shared_at DESC, u.id DESC)
"""
)


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


def needs_you(person: User) -> Statement:
    """Every number of the first page of an adviser, who looks after cohorts and coaches nobody."""
    return Statement(_NEEDS, {"person": person.pk})
