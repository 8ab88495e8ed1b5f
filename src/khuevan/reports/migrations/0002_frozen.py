"""What was signed never changes and never goes: the database refuses it, whoever asks."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION reports_keep_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.unit_id, OLD.form, OLD.school_year, OLD.period, OLD.level, OLD.version, OLD.form_since,
            OLD.figures, OLD.digest, OLD.children, OLD.missing, OLD.learner_rows, OLD.staff_rows, OLD.remark, OLD.entry,
            OLD.signed_by, OLD.signed_at)
        IS DISTINCT FROM (NEW.unit_id, NEW.form, NEW.school_year, NEW.period, NEW.level, NEW.version, NEW.form_since,
            NEW.figures, NEW.digest, NEW.children, NEW.missing, NEW.learner_rows, NEW.staff_rows, NEW.remark, NEW.entry,
            NEW.signed_by, NEW.signed_at)
        OR (OLD.state NOT IN ('signed', 'locked') AND OLD.state <> NEW.state) THEN
        RAISE EXCEPTION 'a signed report is frozen' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_keep_frozen BEFORE UPDATE OR DELETE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION reports_keep_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunSQL(FROZEN, migrations.RunSQL.noop)]
