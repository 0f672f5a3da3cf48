"""Create the tables of responses."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "workshop_surveys",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("typed_code", sa.String(length=8), nullable=False),
        sa.Column("link_key", sa.String(length=22), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_versions.id"], name=op.f("fk_workshop_surveys_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_surveys_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_workshop_surveys")),
        sa.UniqueConstraint("link_key", name=op.f("uq_workshop_surveys_link_key")),
        sa.UniqueConstraint("typed_code", name=op.f("uq_workshop_surveys_typed_code")),
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "own_phone",
                "shared_tablet",
                "paper",
                name="collection_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("half_day", sa.String(length=9), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.CheckConstraint("half_day IN ('morning', 'afternoon')", name=op.f("ck_responses_half_day")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_versions.id"], name=op.f("fk_responses_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop_surveys.workshop_id"], name=op.f("fk_responses_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responses_workshop_id"), ["workshop_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_responses_workshop_id"))

    op.drop_table("responses")
    op.drop_table("workshop_surveys")
