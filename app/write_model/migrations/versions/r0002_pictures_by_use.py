"""Indexes that tell at once whether a post or a profile shows a picture: those that none shows are removed."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Index the references to pictures."""
    op.create_index(op.f("ix_people_avatar_sha256"), "people", ["avatar_sha256"], unique=False)
    op.create_index(op.f("ix_post_media_sha256"), "post_media", ["sha256"], unique=False)
