"""Create the tables of calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "calendar_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=7), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "term_start",
                "term_end",
                "term_end_grade_9",
                "term_end_final_year",
                "holiday_autumn",
                "holiday_new_year",
                "holiday_winter",
                "holiday_may",
                "holiday_summer",
                "extra_free_day",
                "info_days",
                "assessment_1_end",
                "school_free_day",
                "working_saturday",
                "exam",
                "public_holiday",
                name="calendar_event",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name_sl", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("level_code", sa.String(length=30), nullable=True),
        sa.Column(
            "winter_group",
            sa.Enum(
                "west", "east", name="winter_group", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.String(length=12), nullable=True),
        sa.Column("class_group_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "published",
                "projected",
                name="entry_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sources", sa.String(length=1000), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_calendar_entries_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["class_group_id"], ["class_groups.id"], name=op.f("fk_calendar_entries_class_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["level_code"], ["school_levels.code"], name=op.f("fk_calendar_entries_level_code")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_calendar_entries_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entries")),
    )
    with op.batch_alter_table("calendar_entries", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_entries_dates", ["starts_on", "ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_entries_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_entries_school_year"), ["school_year"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("calendar_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_entries_school_year"))
        batch_op.drop_index(batch_op.f("ix_calendar_entries_school_id"))
        batch_op.drop_index("ix_calendar_entries_dates")

    op.drop_table("calendar_entries")
