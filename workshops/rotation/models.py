"""Rotation plans: which region is visited at which level in which school year."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.database import Json, Model, UtcDateTime
from workshops.register.models import SchoolLevel, StatisticalRegion


class RotationPlan(Model):
    """A plan for one cycle: draft, then approved by a second person, then published and frozen."""

    __tablename__ = "rotation_plans"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> created_by_id", name="second_person"),
        CheckConstraint("published_at IS NULL OR approved_at IS NOT NULL", name="approved_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    # The school years of the cycle, in order.
    school_years: Mapped[list[str]] = mapped_column(JSON)
    # What the planner said: status, objective, bound, gap, terms, deviations, loads.
    result: Mapped[Json] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(1000), default="")
    # One form, one plan: the same form sent twice carries the same token. Null for a plan that was loaded.
    form_token: Mapped[str | None] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Null for a plan that the command line loaded.
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)
    approved_by: Mapped[User | None] = relationship(foreign_keys=approved_by_id)
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="Assignment.school_year"
    )

    @property
    def state(self) -> str:
        """Draft, approved or published; derived from what happened."""
        if self.published_at:
            return "published"
        return "approved" if self.approved_at else "draft"


class Assignment(Model):
    """One cell of a plan."""

    __tablename__ = "assignments"
    __table_args__ = (
        # Every region has every level once in a cycle, and never two levels in one year.
        UniqueConstraint("plan_id", "level_code", "region_code", name="uq_assignments_level_once"),
        UniqueConstraint("plan_id", "school_year", "region_code", name="uq_assignments_one_level_a_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("rotation_plans.id", ondelete="CASCADE"))
    school_year: Mapped[str] = mapped_column(String(7))
    level_code: Mapped[str] = mapped_column(ForeignKey("school_levels.code"))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    # Published or past, so that the planner leaves it where it is; the source says by whom.
    is_fixed: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200), default="")

    plan: Mapped[RotationPlan] = relationship(back_populates="assignments")
    level: Mapped[SchoolLevel] = relationship()
    region: Mapped[StatisticalRegion] = relationship()
