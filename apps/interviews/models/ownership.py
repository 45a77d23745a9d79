"""What belongs together belongs to one student: held by the database, where a foreign key alone cannot say it."""

import pgtrigger


def same_student(*, name: str, columns: tuple[str, ...], rows: str) -> pgtrigger.Trigger:
    """Refuse, as a constraint of this `name` would, a row for which `rows` finds nothing. `rows` may use NEW."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        when=pgtrigger.Before,
        func=f"""
            IF NOT EXISTS (SELECT {rows}) THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
