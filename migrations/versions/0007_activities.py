"""Create the tables of activities."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "school_workshops",
                "school_workshops_total",
                "workshops",
                "information_sessions",
                "materials",
                "campaign",
                "expert_meeting",
                "media",
                "professional_training",
                "cooperation",
                "community_prevention",
                name="activity_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("level_code", sa.String(length=30), nullable=True),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("partner", sa.String(length=200), nullable=False),
        sa.Column("audience", sa.String(length=300), nullable=False),
        sa.Column("events", sa.Integer(), nullable=True),
        sa.Column(
            "events_qualifier",
            sa.Enum(
                "exact",
                "at_least",
                "more_than",
                "about",
                "not_stated",
                name="events_qualifier",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column(
            "qualifier",
            sa.Enum(
                "exact",
                "at_least",
                "more_than",
                "about",
                "not_stated",
                name="qualifier",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("teachers", sa.Integer(), nullable=True),
        sa.Column("speakers", sa.Integer(), nullable=True),
        sa.Column("media", sa.Integer(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("region_codes", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("translations", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "events >= 0 AND participants >= 0 AND teachers >= 0",
            name=op.f("ck_activities_counts_not_negative"),
        ),
        sa.CheckConstraint(
            "speakers >= 0 AND media >= 0 AND copies >= 0", name=op.f("ck_activities_details_not_negative")
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_activities_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["level_code"], ["school_levels.code"], name=op.f("fk_activities_level_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("record_id", name=op.f("uq_activities_record_id")),
    )
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activities_year"), ["year"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activities_year"))

    op.drop_table("activities")
