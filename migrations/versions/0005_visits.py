"""Create the tables of visits."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "facilitators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("base", sa.String(length=100), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("level_codes", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("most_workshops_a_day", sa.Integer(), nullable=False),
        sa.Column("most_minutes_one_way", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_facilitators_provider_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_facilitators_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilitators")),
        sa.UniqueConstraint("user_id", name=op.f("uq_facilitators_user_id")),
    )
    op.create_table(
        "facilitator_absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "starts_on <= ends_on", name=op.f("ck_facilitator_absences_starts_before_it_ends")
        ),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["facilitators.id"], name=op.f("fk_facilitator_absences_facilitator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilitator_absences")),
    )
    with op.batch_alter_table("facilitator_absences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_facilitator_absences_facilitator_id"), ["facilitator_id"], unique=False
        )

    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("school_id", sa.String(length=12), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=7), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("form_token", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_visits_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_visits_provider_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_visits_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("code", name=op.f("uq_visits_code")),
        sa.UniqueConstraint("form_token", name=op.f("uq_visits_form_token")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index("ix_visits_held_on", ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_school_year"), ["school_year"], unique=False)
        batch_op.create_index(
            "uq_visits_school_day",
            ["school_id", "provider_id", "held_on"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.create_table(
        "visit_facilitators",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("day_turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["facilitators.id"], name=op.f("fk_visit_facilitators_facilitator_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_visit_facilitators_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "facilitator_id", name=op.f("pk_visit_facilitators")),
        sa.UniqueConstraint("facilitator_id", "held_on", "day_turn", name="uq_visit_facilitators_day_turn"),
    )
    op.create_table(
        "workshops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("class_group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("room", sa.String(length=50), nullable=False),
        sa.Column(
            "not_held_reason",
            sa.Enum(
                "school_cancelled",
                "facilitator_absent",
                "class_absent",
                "merged",
                "other",
                name="not_held_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("position BETWEEN 1 AND 4", name=op.f("ck_workshops_at_most_four")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_workshops_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["class_group_id"], ["class_groups.id"], name=op.f("fk_workshops_class_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_workshops_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
        sa.UniqueConstraint("visit_id", "class_group_id", name="uq_workshops_class_once"),
        sa.UniqueConstraint("visit_id", "position", name="uq_workshops_position"),
    )
    with op.batch_alter_table("workshops", schema=None) as batch_op:
        batch_op.create_index("ix_workshops_class_group", ["class_group_id"], unique=False)

    op.create_table(
        "class_group_ticks",
        sa.Column("class_group_id", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_group_id"], ["class_groups.id"], name=op.f("fk_class_group_ticks_class_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_class_group_ticks_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("class_group_id", "tick", name=op.f("pk_class_group_ticks")),
    )
    with op.batch_alter_table("class_group_ticks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_group_ticks_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "facilitator_ticks",
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id", "facilitator_id"],
            ["visit_facilitators.visit_id", "visit_facilitators.facilitator_id"],
            name=op.f("fk_facilitator_ticks_visit_id_facilitator_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("facilitator_id", "tick", name=op.f("pk_facilitator_ticks")),
    )
    with op.batch_alter_table("facilitator_ticks", schema=None) as batch_op:
        batch_op.create_index("ix_facilitator_ticks_visit", ["visit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("facilitator_ticks", schema=None) as batch_op:
        batch_op.drop_index("ix_facilitator_ticks_visit")

    op.drop_table("facilitator_ticks")
    with op.batch_alter_table("class_group_ticks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_group_ticks_workshop_id"))

    op.drop_table("class_group_ticks")
    with op.batch_alter_table("workshops", schema=None) as batch_op:
        batch_op.drop_index("ix_workshops_class_group")

    op.drop_table("workshops")
    op.drop_table("visit_facilitators")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_visits_school_day",
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_visits_school_year"))
        batch_op.drop_index("ix_visits_held_on")

    op.drop_table("visits")
    with op.batch_alter_table("facilitator_absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facilitator_absences_facilitator_id"))

    op.drop_table("facilitator_absences")
    op.drop_table("facilitators")
