"""Create the tables of reports."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "published_figures",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.Double(), nullable=False),
        sa.Column("stated_as", sa.String(length=300), nullable=False),
        sa.Column("respondents", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("year", "provider", "indicator", name=op.f("pk_published_figures")),
    )


def downgrade() -> None:
    op.drop_table("published_figures")
