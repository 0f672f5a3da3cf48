"""Create the tables of questionnaires."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "questionnaires",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("level_code", sa.String(length=30), nullable=False),
        sa.Column("name_sl", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_code"], ["school_levels.code"], name=op.f("fk_questionnaires_level_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_questionnaires")),
    )
    op.create_table(
        "questionnaire_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["questionnaire_code"],
            ["questionnaires.code"],
            name=op.f("fk_questionnaire_versions_questionnaire_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_versions")),
        sa.UniqueConstraint("questionnaire_code", "number", name="uq_questionnaire_versions_number"),
    )


def downgrade() -> None:
    op.drop_table("questionnaire_versions")
    op.drop_table("questionnaires")
