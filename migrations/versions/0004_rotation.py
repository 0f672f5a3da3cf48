"""Create the tables of rotation."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "rotation_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("school_years", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("form_token", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> created_by_id",
            name=op.f("ck_rotation_plans_second_person"),
        ),
        sa.CheckConstraint(
            "published_at IS NULL OR approved_at IS NOT NULL", name=op.f("ck_rotation_plans_approved_first")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_rotation_plans_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_rotation_plans_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_plans")),
        sa.UniqueConstraint("form_token", name=op.f("uq_rotation_plans_form_token")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=7), nullable=False),
        sa.Column("level_code", sa.String(length=30), nullable=False),
        sa.Column("region_code", sa.String(length=5), nullable=False),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_code"], ["school_levels.code"], name=op.f("fk_assignments_level_code")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["rotation_plans.id"], name=op.f("fk_assignments_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_assignments_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("plan_id", "level_code", "region_code", name="uq_assignments_level_once"),
        sa.UniqueConstraint("plan_id", "school_year", "region_code", name="uq_assignments_one_level_a_year"),
    )


def downgrade() -> None:
    op.drop_table("assignments")
    op.drop_table("rotation_plans")
