"""How it stands with the introducer's name moves from the referral to the contact, where it has one place."""

from django.db import migrations

# Of several referrals by the introducer the strictest word stands. What another than the introducer said of their own
# name becomes a line of the notes.
_FORWARD = """
UPDATE contacts_contact c SET name_use = said.name_use
  FROM (SELECT DISTINCT ON (r.contact_id) r.contact_id, r.name_use
          FROM network_referral r
          JOIN interviews_interview i ON i.id = r.interview_id
          JOIN contacts_contact o ON o.id = r.contact_id AND o.introduced_by_id = i.contact_id
         ORDER BY r.contact_id, array_position(ARRAY['no', 'yes', 'not_yet'], r.name_use::text)) said
 WHERE said.contact_id = c.id AND said.name_use <> 'not_yet';
UPDATE contacts_contact c SET notes = ltrim(c.notes || E'\\n' || said.lines, E'\\n')
  FROM (SELECT r.contact_id, string_agg('Named by ' || b.full_name || ': ' || CASE r.name_use
                 WHEN 'yes' THEN 'OK to use their name' ELSE 'Don’t use their name' END, E'\\n' ORDER BY r.id) AS lines
          FROM network_referral r
          JOIN interviews_interview i ON i.id = r.interview_id
          JOIN contacts_contact b ON b.id = i.contact_id
          JOIN contacts_contact o ON o.id = r.contact_id AND o.introduced_by_id IS DISTINCT FROM i.contact_id
         WHERE r.name_use <> 'not_yet'
         GROUP BY r.contact_id) said
 WHERE said.contact_id = c.id;
"""
_BACKWARD = """
UPDATE network_referral r SET name_use = CASE c.name_use WHEN 'will_introduce' THEN 'yes' ELSE c.name_use END
  FROM interviews_interview i, contacts_contact c
 WHERE i.id = r.interview_id AND c.id = r.contact_id AND c.introduced_by_id = i.contact_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_archive_marks_and_name_use"),
        ("interviews", "0001_initial"),
        ("network", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(_FORWARD, _BACKWARD),
        migrations.RemoveConstraint(model_name="referral", name="referral_name_use_known"),
        migrations.RemoveField(model_name="referral", name="name_use"),
    ]
