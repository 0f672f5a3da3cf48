"""Create the tables of reports."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "published_figures",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("provider_en", sa.String(length=200), nullable=False),
        sa.Column("provider_sl", sa.String(length=200), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("name_sl", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("percent", sa.Double(), nullable=False),
        sa.Column("stated_as_sl", sa.String(length=300), nullable=False),
        sa.Column("stated_as_en", sa.String(length=300), nullable=False),
        sa.Column("respondents", sa.Integer(), nullable=True),
        sa.Column("note_sl", sa.String(length=500), nullable=False),
        sa.Column("note_en", sa.String(length=500), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_published_figures_percentage")),
        sa.PrimaryKeyConstraint("year", "provider_en", "indicator", name=op.f("pk_published_figures")),
    )
    op.create_table(
        "stated_totals",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_sl", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "events",
                "participants",
                "teachers",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stated", sa.Integer(), nullable=False),
        sa.Column("stated_in", sa.String(length=20), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("source_sl", sa.String(length=200), nullable=False),
        sa.Column("source_en", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_stated_totals")),
    )
    with op.batch_alter_table("stated_totals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stated_totals_year"), ["year"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stated_totals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stated_totals_year"))

    op.drop_table("stated_totals")
    op.drop_table("published_figures")
