"""Where each student of a cohort stands, in SQL: what the floors of staff's pages share."""

HERE = """
WITH here AS MATERIALIZED (
    SELECT c.id, c.name, c.goal, c.starts_on, c.due_on, c.required_step, c.different_people, p.time_zone AS zone,
           now() AS as_of, (now() AT TIME ZONE p.time_zone)::date AS today,
           c.starts_on::timestamp AT TIME ZONE p.time_zone AS begun, p.thank_you_hours * interval '1 hour' AS hours
    FROM cohorts_cohort c CROSS JOIN campus_campus p
    WHERE {which}
), """

CONVERSATIONS = """
conversation AS MATERIALIZED (
    SELECT here.id AS cohort_id, here.goal, here.different_people, i.student_id, i.id, i.contact_id, i.starts_at,
           i.ends_at, i.asked_at, i.replied_at, day.held_on, i.thanked_at, day.asked_here, day.dated_here,
           i.exit = '' AND i.logged_at IS NULL AS open,
           i.asked_at IS NOT NULL OR i.starts_at IS NOT NULL OR i.exit <> '' AS tried,
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
                    THEN (i.starts_at AT TIME ZONE here.zone)::date END AS held_on,
               coalesce((i.asked_at AT TIME ZONE here.zone)::date BETWEEN here.starts_on AND here.due_on, false)
                   AS asked_here,
               (i.scheduled_at AT TIME ZONE here.zone)::date BETWEEN here.starts_on AND here.due_on AS dated_here) day
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
           count(*) FILTER (WHERE held AND thanked_at IS NULL AND ends_at < here.as_of - here.hours)
               AS late_thank_yous,
           min(ends_at) FILTER (WHERE held AND thanked_at IS NULL AND ends_at < here.as_of - here.hours)
               + here.hours AS late_thank_yous_since,
           count(*) FILTER (WHERE held AND thanked_at IS NULL AND ends_at < here.as_of - here.hours
                            AND ends_at >= here.as_of - here.hours - interval '7 days') AS newly_late,
           min(ends_at) FILTER (WHERE held AND thanked_at IS NULL AND ends_at < here.as_of - here.hours
                                AND ends_at >= here.as_of - here.hours - interval '7 days') + here.hours
               AS newly_late_since,
           min(thanked_at) FILTER (WHERE held AND NOT reflected) AS thanked_first,
           count(*) FILTER (WHERE open AND v.starts_at IS NULL AND replied_at IS NULL
                            AND asked_at < here.as_of - interval '7 days') AS silent,
           min(asked_at) FILTER (WHERE open AND v.starts_at IS NULL AND replied_at IS NULL
                                 AND asked_at < here.as_of - interval '7 days') AS silent_since,
           count(*) FILTER (WHERE held OR dated_here OR asked_here) AS tried,
           count(*) FILTER (WHERE held OR dated_here) AS dated, max(moved_at) AS last_step, m.joined_at
    FROM here
    JOIN cohorts_membership m ON m.cohort_id = here.id
    LEFT JOIN conversation v ON v.cohort_id = m.cohort_id AND v.student_id = m.student_id
    GROUP BY m.cohort_id, m.student_id, m.joined_at, here.goal, here.as_of, here.hours
)
"""

# Each student with what advisers see of them, and the first reason for which they need one.
PEOPLE = """, name AS MATERIALIZED (
    SELECT {cohort}k.student_id, count(*) AS names, max(k.created_at) AS named_at,
           count(*) FILTER (WHERE w.waits) AS unasked, min(k.created_at) FILTER (WHERE w.waits) AS unasked_since
    FROM here
    JOIN cohorts_membership m ON m.cohort_id = here.id
    JOIN contacts_contact k ON k.student_id = m.student_id AND k.archived_at IS NULL
    LEFT JOIN (SELECT DISTINCT contact_id FROM conversation WHERE tried) y ON y.contact_id = k.id
    CROSS JOIN LATERAL (
        SELECT k.source = 'referral' AND k.created_at < here.as_of - interval '14 days' AND y.contact_id IS NULL
               AS waits) w
    GROUP BY {group}k.student_id
), person AS MATERIALIZED (
    SELECT s.*, u.email, u.display_name AS full_name, u.folded_name, t.archived_at IS NOT NULL AS archived,
           b.created_at AS unreached_since, coalesce(n.names, 0) AS names, coalesce(n.unasked, 0) AS unasked,
           moved.last_moved, {nudged_at}need.rank, need.since, need.many, need.step
    FROM student s
    JOIN students_student t ON t.id = s.student_id
    JOIN accounts_user u ON u.id = t.user_id
    LEFT JOIN outbox_hardbounce b ON b.address = u.email
    LEFT JOIN name n ON n.student_id = s.student_id{same}
    LEFT JOIN advising_hand h ON h.student_id = s.student_id AND h.taken_back_at IS NULL AND h.talk_id IS NULL
                             AND h.nudged_id IS NULL
    {last_nudge}
    {here}
    CROSS JOIN LATERAL (SELECT greatest(s.last_step, n.named_at) AS last_moved,
                               greatest(here.begun, s.joined_at) AS begun,
                               here.today <= here.due_on AS is_on,
                               here.today BETWEEN here.starts_on AND here.due_on AND s.counted < s.goal AS runs) moved
    CROSS JOIN LATERAL (SELECT greatest(moved.last_moved, moved.begun) AS still_since) quiet
    LEFT JOIN LATERAL (
        SELECT rank, since, many, step FROM (VALUES
            (1, {raised_at}, 0::bigint, initcap(h.step)),
            (2, CASE WHEN moved.runs AND s.silent > 0 AND moved.begun <= here.as_of - interval '7 days'
                     THEN greatest(s.silent_since, moved.begun) END, s.silent, 'Ask'),
            (3, CASE WHEN here.today >= here.starts_on THEN s.newly_late_since END, s.newly_late, 'Thank'),
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
)
"""

LAST_NUDGE = {
    "nudged_at": "last_nudge.leaves_at AS nudged_at, ",
    "last_nudge": """LEFT JOIN LATERAL (SELECT d.leaves_at FROM advising_nudged d WHERE d.student_id = s.student_id
                       AND d.stopped_at IS NULL ORDER BY d.leaves_at DESC LIMIT 1) last_nudge ON true""",
}
# Of one cohort, the least that it takes; of several, where a student may be in two.
OF_ONE = {"cohort": "", "group": "", "same": "", "here": "CROSS JOIN here", "raised_at": "h.raised_at"}
OF_SEVERAL = {
    "cohort": "here.id AS cohort_id, ",
    "group": "here.id, ",
    "same": " AND n.cohort_id = s.cohort_id",
    "here": "JOIN here ON here.id = s.cohort_id",
    "raised_at": "h.raised_at",
}

# A cohort that this person looks after, until it is long over.
LOOKED_AFTER = """c.archived_at IS NULL
      AND EXISTS (SELECT FROM cohorts_caseload l WHERE l.cohort_id = c.id AND l.adviser_id = %(person)s)
      AND (c.due_on >= (now() AT TIME ZONE p.time_zone)::date - 28
           OR EXISTS (SELECT FROM cohorts_term e WHERE e.id = c.term_id
                      AND e.ends_on >= (now() AT TIME ZONE p.time_zone)::date))"""

# Each current student, with how many an even pace has in full by today.
CURRENT = """, current AS MATERIALIZED (
    SELECT p.*, here.name AS cohort, here.today > here.due_on AS is_over,
           floor(here.goal * CASE
                 WHEN here.today >= here.due_on THEN 1.0::float8 WHEN here.today <= here.starts_on THEN 0
                 ELSE (here.today - here.starts_on)::float8 / (here.due_on - here.starts_on) END) AS even
    FROM person p JOIN here ON here.id = p.cohort_id WHERE NOT p.archived
)"""
