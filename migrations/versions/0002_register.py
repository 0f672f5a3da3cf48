"""Create the tables of register."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name_sl", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("seat", sa.String(length=100), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("boundary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
        sa.UniqueConstraint("name_sl", name=op.f("uq_regions_name_sl")),
    )
    op.create_table(
        "school_levels",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name_sl", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_grade", sa.Integer(), nullable=False),
        sa.Column("last_grade", sa.Integer(), nullable=False),
        sa.Column("target_grades", sa.JSON(), nullable=False),
        sa.Column("follows_code", sa.String(length=30), nullable=True),
        sa.ForeignKeyConstraint(
            ["follows_code"], ["school_levels.code"], name=op.f("fk_school_levels_follows_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_school_levels")),
        sa.UniqueConstraint("position", name=op.f("uq_school_levels_position")),
    )
    op.create_table(
        "municipalities",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("region_code", sa.String(length=5), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("minority_language", sa.String(length=2), nullable=True),
        sa.Column(
            "winter_group",
            sa.Enum(
                "west", "east", name="winter_group", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_municipalities_region_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipalities")),
    )
    with op.batch_alter_table("municipalities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_municipalities_region_code"), ["region_code"], unique=False)

    op.create_table(
        "region_borders",
        sa.Column("region_a", sa.String(length=5), nullable=False),
        sa.Column("region_b", sa.String(length=5), nullable=False),
        sa.Column("shared_km", sa.Double(), nullable=False),
        sa.CheckConstraint("region_a < region_b", name=op.f("ck_region_borders_each_pair_once")),
        sa.ForeignKeyConstraint(["region_a"], ["regions.code"], name=op.f("fk_region_borders_region_a")),
        sa.ForeignKeyConstraint(["region_b"], ["regions.code"], name=op.f("fk_region_borders_region_b")),
        sa.PrimaryKeyConstraint("region_a", "region_b", name=op.f("pk_region_borders")),
    )
    op.create_table(
        "schools",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("folded_name", sa.String(length=500), nullable=False),
        sa.Column("level_code", sa.String(length=30), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "single",
                "parent",
                "branch",
                "centre",
                "unit",
                name="school_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.String(length=12), nullable=True),
        sa.Column("entity_id", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("post", sa.String(length=100), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("region_code", sa.String(length=5), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("website", sa.String(length=250), nullable=False),
        sa.Column("is_bookable", sa.Boolean(), nullable=False),
        sa.Column("first_bell", sa.Time(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["level_code"], ["school_levels.code"], name=op.f("fk_schools_level_code")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipalities.code"], name=op.f("fk_schools_municipality_code")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["schools.id"], name=op.f("fk_schools_parent_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_schools_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
    )
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schools_folded_name"), ["folded_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_schools_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_schools_name"), ["name"], unique=False)
        batch_op.create_index("ix_schools_region_level", ["region_code", "level_code"], unique=False)

    op.create_table(
        "class_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.String(length=12), nullable=False),
        sa.Column("school_year", sa.String(length=7), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "register",
                "reported",
                "modelled",
                name="count_basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("pupils >= 0", name=op.f("ck_class_groups_pupils_not_negative")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_class_groups_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_groups")),
        sa.UniqueConstraint("school_id", "school_year", "grade", "label", name="uq_class_groups_label"),
    )
    with op.batch_alter_table("class_groups", schema=None) as batch_op:
        batch_op.create_index("ix_class_groups_year_grade", ["school_year", "grade"], unique=False)

    op.create_table(
        "register_uploads",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("records", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["users.id"],
            name=op.f("fk_register_uploads_uploaded_by_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_uploads")),
    )
    with op.batch_alter_table("register_uploads", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_uploads_uploaded_by_id"), ["uploaded_by_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("register_uploads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_uploads_uploaded_by_id"))

    op.drop_table("register_uploads")
    with op.batch_alter_table("class_groups", schema=None) as batch_op:
        batch_op.drop_index("ix_class_groups_year_grade")

    op.drop_table("class_groups")
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_index("ix_schools_region_level")
        batch_op.drop_index(batch_op.f("ix_schools_name"))
        batch_op.drop_index(batch_op.f("ix_schools_municipality_code"))
        batch_op.drop_index(batch_op.f("ix_schools_folded_name"))

    op.drop_table("schools")
    op.drop_table("region_borders")
    with op.batch_alter_table("municipalities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_municipalities_region_code"))

    op.drop_table("municipalities")
    op.drop_table("school_levels")
    op.drop_table("regions")
