"""Statements that make the students, cohorts, advisers and volunteers numbered `first` to `last`.

Parameters: `first`, `last`, `first_volunteer`, `last_volunteer`; `now`, `zone`; `term`; `size` of a cohort;
lists of words.
"""

DOMAIN = "large.example"


def pick(of: str, salt: int, choices: str) -> str:
    """SQL for a number from 0 to `choices` - 1 that follows from `of` alone; `salt` tells picks apart."""
    return f"((hashint8extended(({of})::bigint, {salt}) & 2147483647) %% ({choices}))::int"


def one_of(array: str, of: str, salt: int) -> str:
    """SQL for the element of the parameter `array` that `of` picks."""
    return f"(%({array})s::text[])[1 + {pick(of, salt, f'cardinality(%({array})s::text[])')}]"


_NAME = f"{one_of('given', 'n', 1)} || ' ' || {one_of('family', 'n', 2)}"
_TODAY = "(%(now)s::timestamptz AT TIME ZONE %(zone)s)::date"

_STUDENTS = f"""
WITH people AS (
    INSERT INTO accounts_user (password, email, full_name, role, is_active, created_at)
    -- A password that none can match: they sign in with a code.
    SELECT '!' || md5(n::text), 's' || lpad(n::text, 7, '0') || '@{DOMAIN}', {_NAME}, 'student', true,
           %(now)s - interval '90 days'
    FROM generate_series(%(first)s::int, %(last)s::int) AS n
    RETURNING id, email
), addresses AS (
    INSERT INTO account_emailaddress (user_id, email, verified, "primary")
    SELECT id, email, true, true FROM people
)
INSERT INTO students_student (user_id, student_number, time_zone, created_at)
SELECT id, 'L' || substr(email, 2, 7), '', %(now)s - interval '90 days' FROM people
"""  # noqa: S608  # nosec B608 - constants of this module

# Ten cohorts an adviser; those whom the last growth made may have some to spare.
_ADVISERS = f"""
WITH people AS (
    INSERT INTO accounts_user (password, email, full_name, role, is_active, created_at)
    SELECT '!' || md5((-n)::text), 'a' || lpad(n::text, 5, '0') || '@{DOMAIN}', {_NAME}, 'adviser', true,
           %(now)s - interval '120 days'
    FROM generate_series(0, (%(last)s::int - 1) / (10 * %(size)s::int)) AS n
    ON CONFLICT (email) DO NOTHING
    RETURNING id, email
)
INSERT INTO account_emailaddress (user_id, email, verified, "primary")
    SELECT id, email, true, true FROM people
"""  # noqa: S608  # nosec B608 - constants of this module

# Four paces in turn: nearly done, on pace, behind, just begun.
_COHORTS = f"""
INSERT INTO cohorts_cohort
    (term_id, name, goal, starts_on, due_on, required_step, different_people, created_at)
SELECT %(term)s, 'Pathways ' || lpad((c + 1)::text, 4, '0'), (ARRAY[3, 3, 3, 4, 5])[1 + c %% 5],
       {_TODAY} - (ARRAY[79, 56, 56, 14])[1 + c %% 4], {_TODAY} + (ARRAY[9, 40, 16, 82])[1 + c %% 4],
       (ARRAY['held', 'held', 'thanked', 'reflected', 'held', 'held', 'held'])[1 + c %% 7], c %% 9 <> 0,
       %(now)s - interval '90 days'
FROM generate_series((%(first)s::int - 1) / %(size)s::int, (%(last)s::int - 1) / %(size)s::int) AS c
"""  # noqa: S608  # nosec B608 - constants of this module

_CASELOADS = f"""
INSERT INTO cohorts_caseload (cohort_id, adviser_id)
SELECT cohort.id, adviser.id
FROM generate_series((%(first)s::int - 1) / %(size)s::int, (%(last)s::int - 1) / %(size)s::int) AS c
JOIN cohorts_cohort AS cohort
  ON cohort.term_id = %(term)s AND cohort.name = 'Pathways ' || lpad((c + 1)::text, 4, '0')
JOIN accounts_user AS adviser ON adviser.email = 'a' || lpad((c / 10)::text, 5, '0') || '@{DOMAIN}'
"""  # noqa: S608  # nosec B608 - constants of this module

_MEMBERSHIPS = """
INSERT INTO cohorts_membership (cohort_id, student_id, joined_at)
SELECT cohort.id, student.id, cohort.starts_on + time '12:00' AT TIME ZONE %(zone)s
FROM generate_series(%(first)s::int, %(last)s::int) AS n
JOIN students_student AS student ON student.student_number = 'L' || lpad(n::text, 7, '0')
JOIN cohorts_cohort AS cohort
  ON cohort.term_id = %(term)s
 AND cohort.name = 'Pathways ' || lpad(((n - 1) / %(size)s::int + 1)::text, 4, '0')
"""

_WORK = pick("n", 3, "cardinality(%(fields)s::bigint[])")
_CITY = pick("n", 4, "cardinality(%(cities)s::text[])")
_VOLUNTEERS = f"""
WITH people AS (
    INSERT INTO volunteers_volunteer (full_name, email, role, organisation, class_year, city, time_zone,
        topics, profile_link, formats, capacity, paused_until, withdrawn_at, created_at)
    SELECT {_NAME}, 'v' || lpad(n::text, 7, '0') || '@{DOMAIN}',
           (%(roles)s::text[])[1 + {_WORK}], (%(organisations)s::text[])[1 + {_WORK}],
           extract(year FROM {_TODAY})::int - 2 - {pick("n", 5, "38")}, (%(cities)s::text[])[1 + {_CITY}],
           (%(zones)s::text[])[1 + {_CITY}], (%(topics)s::text[])[1 + {_WORK}], '',
           (ARRAY['in_person', 'video', 'phone', 'messages'])[1 + {pick("n", 6, "3")}:4],
           (ARRAY[1, 2, 2, 2, 2, 3, 4])[1 + {pick("n", 7, "7")}],
           CASE WHEN {pick("n", 8, "25")} = 0 THEN {_TODAY} + 30 END,
           CASE WHEN {pick("n", 8, "50")} = 1 THEN %(now)s - interval '20 days' END,
           %(now)s - interval '1 day' * (90 + {pick("n", 9, "600")})
    FROM generate_series(%(first_volunteer)s::int, %(last_volunteer)s::int) AS n
    RETURNING id, substr(email, 2, 7)::int AS n
)
INSERT INTO volunteers_volunteer_fields (volunteer_id, fieldofinterest_id)
SELECT id, (%(fields)s::bigint[])[1 + {_WORK}] FROM people
"""  # noqa: S608  # nosec B608 - constants of this module

# What is said when each group is done.
STATEMENTS = {
    "students": [_STUDENTS],
    "cohorts and advisers": [_ADVISERS, _COHORTS, _CASELOADS, _MEMBERSHIPS],
    "volunteers": [_VOLUNTEERS],
}
