"""Create the tables of attendance."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "materials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_sl", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
        sa.UniqueConstraint("code", name=op.f("uq_materials_code")),
    )
    op.create_table(
        "attendances",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("enrolled", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("teachers", sa.Integer(), nullable=False),
        sa.Column("other_educators", sa.Integer(), nullable=False),
        sa.Column(
            "deviation",
            sa.Enum(
                "none",
                "merged",
                "moved",
                "shortened",
                "other",
                name="deviation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("form_token", sa.String(length=32), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("countersigned_at", sa.DateTime(), nullable=True),
        sa.Column("countersigned_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "present >= 0 AND present <= enrolled", name=op.f("ck_attendances_present_within_enrolled")
        ),
        sa.CheckConstraint(
            "teachers >= 0 AND other_educators >= 0", name=op.f("ck_attendances_adults_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["countersigned_by_id"], ["users.id"], name=op.f("fk_attendances_countersigned_by_id")
        ),
        sa.ForeignKeyConstraint(["reported_by_id"], ["users.id"], name=op.f("fk_attendances_reported_by_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_attendances_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("form_token", name=op.f("uq_attendances_form_token")),
    )
    op.create_table(
        "handouts",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.CheckConstraint("copies > 0", name=op.f("ck_handouts_some_copies")),
        sa.ForeignKeyConstraint(["material_id"], ["materials.id"], name=op.f("fk_handouts_material_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["attendances.workshop_id"],
            name=op.f("fk_handouts_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workshop_id", "material_id", name=op.f("pk_handouts")),
    )


def downgrade() -> None:
    op.drop_table("handouts")
    op.drop_table("attendances")
    op.drop_table("materials")
