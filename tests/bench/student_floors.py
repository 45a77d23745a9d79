"""The floors of a student's pages."""

from apps.accounts.models import User
from apps.contacts.models import Source
from apps.interviews.models import Interview
from tests.bench.statement import Statement

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

# Whether the student asks for help, and who sees it or would: on every page but home, which says more of them.
_HELP = """, help AS MATERIALIZED (
    SELECT (SELECT h.raised_at FROM advising_hand h
            WHERE h.student_id = me.id AND h.taken_back_at IS NULL AND h.talk_id IS NULL AND h.nudged_id IS NULL
           ) AS hand_raised_at,
           ARRAY(SELECT DISTINCT u.display_name
                 FROM cohorts_membership m
                 JOIN cohorts_cohort c ON c.id = m.cohort_id JOIN cohorts_term t ON t.id = c.term_id
                 CROSS JOIN LATERAL (SELECT adviser_id FROM cohorts_caseload WHERE cohort_id = c.id
                                     UNION ALL SELECT m.coach_id) who
                 JOIN accounts_user u ON u.id = who.adviser_id AND u.is_active
                 WHERE m.student_id = me.id AND (c.due_on >= me.today - 28 OR t.ends_on >= me.today)
                 ORDER BY 1) AS would_help
    FROM me
)"""

_LOG = (
    _ME
    + _HELP
    + """
SELECT DISTINCT c.full_name, c.folded_name, c.id, me.as_of AT TIME ZONE me.zone AS here, help.*
FROM me CROSS JOIN help JOIN contacts_contact c ON c.student_id = me.id AND c.archived_at IS NULL
ORDER BY c.folded_name, c.full_name, c.id LIMIT 200
"""
)

_PEOPLE = (
    _ME
    + _HELP
    + """
SELECT c.id, c.full_name, c.role, c.organization, c.source, b.full_name AS introduced_by, count(*) OVER () AS people,
       (SELECT i.state FROM interviews_interview i WHERE i.contact_id = c.id
        ORDER BY (i.exit <> '')::int, (i.logged_at IS NOT NULL)::int, i.starts_at DESC NULLS LAST, i.id DESC LIMIT 1
       ) AS stands, help.*
FROM me CROSS JOIN help JOIN contacts_contact c ON c.student_id = me.id AND c.archived_at IS NULL
LEFT JOIN contacts_contact b ON b.id = c.introduced_by_id
ORDER BY c.folded_name, c.full_name, c.id LIMIT 50
"""
)

_INTERVIEW = (
    _ME
    + _HELP
    + """
SELECT i.starts_at, i.starts_at AT TIME ZONE me.zone AS starts_here, i.ends_at + me.hours AS mark, i.state, i.minutes,
       i.format, i.learned, i.thanked_at, i.thanked_at AT TIME ZONE me.zone AS thanked_here, c.full_name, c.role,
       c.organization, b.full_name AS introduced_by, n.body, r.nerves_before, r.nerves_after, r.verdict, r.shared_at,
       ARRAY(SELECT a.text FROM reflection_reflectionanswer a JOIN guidance_reflectionquestion q ON q.id = a.question_id
             WHERE a.reflection_id = r.id ORDER BY a.id) AS answers,
       ARRAY(SELECT o.full_name || o.role || o.organization || o.name_use FROM network_referral f
             JOIN contacts_contact o ON o.id = f.contact_id WHERE f.interview_id = i.id ORDER BY f.id) AS named,
       ARRAY(SELECT h.name || x.reason FROM interviews_exclusion x JOIN cohorts_cohort h ON h.id = x.cohort_id
             WHERE x.interview_id = i.id) AS left_out,
       ARRAY(SELECT u.display_name || k.text
             FROM advising_reflectioncomment k JOIN accounts_user u ON u.id = k.author_id
             WHERE k.reflection_id = r.id ORDER BY k.created_at, k.id) AS comments,
       help.*
FROM me CROSS JOIN help
JOIN interviews_interview i ON i.student_id = me.id AND i.id = %(interview)s
JOIN contacts_contact c ON c.id = i.contact_id
LEFT JOIN contacts_contact b ON b.id = c.introduced_by_id
LEFT JOIN interviews_thankyounote n ON n.interview_id = i.id
LEFT JOIN reflection_reflection r ON r.interview_id = i.id
"""
)


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
