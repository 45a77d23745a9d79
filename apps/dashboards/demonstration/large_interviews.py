"""The statement that makes the contacts, interviews, notes and reflections of the large campus.

Each interview of student number n has the key 16 n + slot, and all else follows from it. No end lies in
the last two days or the next two: nobody gets a mail because somebody loaded a campus.
"""

from apps.dashboards.demonstration.large_people import DOMAIN, one_of, pick

# The days a cohort has run, and how many of a hundred interviews have been held in it: one for each pace.
_SPAN = "(ARRAY[79, 56, 56, 14])[1 + c %% 4]"
_HELD = "(ARRAY[85, 65, 40, 15])[1 + c %% 4]"

_CONTACTS_AND_INTERVIEWS = f"""
WITH numbered AS (
    SELECT %(first)s::int + (k - 1) %% (%(last)s::int - %(first)s::int + 1) AS number,
           (k - 1) / (%(last)s::int - %(first)s::int + 1) AS slot
    FROM generate_series(1, %(interviews)s::int) AS k
), person AS (
    INSERT INTO contacts_contact (student_id, full_name, role, organisation, source, email, phone,
        profile_link, name_shared, created_at)
    SELECT student.id, {one_of("given", "n", 11)} || ' ' || {one_of("family", "n", 12)},
           {one_of("roles", "n", 13)}, {one_of("organisations", "n", 13)}, {one_of("sources", "n", 14)},
           'c' || n || '@{DOMAIN}', '', '', {pick("n", 15, "3")} = 0, %(now)s - interval '80 days'
    FROM numbered CROSS JOIN LATERAL (SELECT number * 16 + slot AS n) AS key
    JOIN students_student AS student ON student.campus_id = 'L' || lpad(number::text, 7, '0')
    RETURNING id, student_id, substr(split_part(email, '@', 1), 2)::bigint AS n
), chosen AS (
    -- One in twenty of the fourth conversations is with the first one's person again.
    SELECT person.student_id, person.n, person.n / 16 AS number, person.n %% 16 AS slot,
           (person.n / 16 - 1) / %(size)s::int AS c, coalesce(earlier.id, person.id) AS contact_id
    FROM person
    LEFT JOIN person AS earlier
      ON person.n %% 16 = 3 AND {pick("person.n", 16, "20")} = 0 AND earlier.n = person.n - 3
), placed AS (
    SELECT chosen.*, {pick("n", 21, "100")} < {_HELD} AS held, {pick("n", 22, "100")} AS other,
           {_SPAN} - 3 - {pick("n", 23, f"{_SPAN} - 6")} AS days_ago,
           {pick("n", 24, "13")} = 0 AS by_messages,
           (ARRAY[20, 20, 25, 30, 30, 45])[1 + {pick("n", 25, "6")}] AS length
    FROM chosen
), dated AS (
    SELECT placed.*, held OR other BETWEEN 64 AND 73 OR other >= 94 AS has_date,
           NOT held AND other < 32 AS idea,
           (%(now)s::timestamptz AT TIME ZONE %(zone)s)::date
               + CASE WHEN NOT held AND other BETWEEN 64 AND 73 THEN 5 + {pick("n", 26, "16")}
                      ELSE -days_ago END
               AS day
    FROM placed
), planned AS (
    SELECT dated.*,
           CASE WHEN has_date THEN
               (day - greatest(extract(isodow FROM day)::int - 5, 0)
                + make_time(9 + ((2 * slot + number) %% 8)::int, 15 * {pick("n", 27, "4")}::int, 0))
               AT TIME ZONE %(zone)s END AS starts_at,
           CASE WHEN has_date AND NOT by_messages THEN length END AS minutes
    FROM dated
), logged AS (
    SELECT planned.*,
           CASE WHEN held
                THEN starts_at + interval '1 minute' * (coalesce(minutes, 0) + 10 + {pick("n", 30, "290")})
           END AS logged_at
    FROM planned
), interview AS (
    INSERT INTO interviews_interview (student_id, contact_id, format, minutes, asked_at, replied_at,
        scheduled_at, starts_at, ends_at, logged_at, thanked_at, thanked_how, reflected_at,
        exit, exited_at, round, learned, created_at)
    SELECT student_id, contact_id,
           CASE WHEN NOT has_date THEN '' WHEN by_messages THEN 'messages'
                ELSE (ARRAY['in_person', 'video', 'phone'])[1 + {pick("n", 28, "3")}] END,
           minutes,
           CASE WHEN idea THEN NULL
                WHEN has_date THEN least(starts_at, %(now)s) - interval '9 days'
                WHEN other < 64 THEN %(now)s - interval '1 day' * (1 + {pick("n", 29, "12")})
                ELSE %(now)s - interval '30 days' END,
           CASE WHEN has_date THEN least(starts_at, %(now)s) - interval '4 days'
                WHEN other BETWEEN 74 AND 83 THEN %(now)s - interval '27 days' END,
           CASE WHEN has_date THEN least(starts_at, %(now)s) - interval '4 days' END,
           starts_at, starts_at + interval '1 minute' * coalesce(minutes, 0),
           logged_at,
           CASE WHEN held AND {pick("n", 45, "100")} >= 10
                THEN least(%(now)s, logged_at + CASE WHEN {pick("n", 42, "100")} < 15
                                                     THEN interval '1 hour' * (25 + {pick("n", 43, "36")})
                                                     ELSE interval '1 minute' * (30 + {pick("n", 43, "840")}) END) END,
           CASE WHEN held AND {pick("n", 45, "100")} >= 10
                THEN (ARRAY['mail', 'mail', 'other'])[1 + {pick("n", 44, "3")}] ELSE '' END,
           CASE WHEN held AND {pick("n", 45, "100")} >= 35
                THEN least(%(now)s, logged_at + interval '1 hour' * (20 + {pick("n", 50, "60")})) END,
           CASE WHEN held THEN '' WHEN other BETWEEN 74 AND 83 THEN 'declined'
                WHEN other BETWEEN 84 AND 93 THEN 'no_reply' WHEN other BETWEEN 94 AND 97 THEN 'cancelled'
                WHEN other = 98 THEN 'no_show_contact' WHEN other = 99 THEN 'no_show_student' ELSE '' END,
           CASE WHEN held OR other < 74 THEN NULL WHEN other < 84 THEN %(now)s - interval '27 days'
                WHEN other < 94 THEN %(now)s - interval '14 days'
                WHEN other < 98 THEN starts_at - interval '20 hours'
                ELSE starts_at + interval '3 hours' END,
           1, CASE WHEN held THEN {one_of("learned", "n", 31)} ELSE '' END, %(now)s - interval '80 days'
    FROM logged
    ORDER BY n
    RETURNING id, logged_at, thanked_at, reflected_at, learned
), thanked AS (
    INSERT INTO interviews_thankyounote (interview_id, body, created_at)
    SELECT id, {one_of("notes", "id", 41)} || learned, logged_at FROM interview WHERE thanked_at IS NOT NULL
), reflection AS (
    INSERT INTO interviews_reflection (interview_id, nerves_before, nerves_after, verdict, shared, created_at)
    SELECT id, 3 + {pick("id", 46, "3")}, 1 + {pick("id", 47, "4")},
           (ARRAY['closer', 'closer', 'no_change', 'ruled_out'])[1 + {pick("id", 48, "4")}],
           {pick("id", 49, "2")} = 0, logged_at
    FROM interview WHERE reflected_at IS NOT NULL
    RETURNING id
)
INSERT INTO interviews_reflectionanswer (reflection_id, question_id, text)
SELECT id, question, {one_of("answers", "id", 51)}
FROM reflection CROSS JOIN unnest(%(questions)s::bigint[]) AS question
"""  # noqa: S608  # nosec B608 - constants of this module

STATEMENTS = {"interviews, with notes and reflections": [_CONTACTS_AND_INTERVIEWS]}
