"""The first tables.

Revision files never change once published; there is no way down, the backup made before each migration is the way back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first version."""
    op.create_table(
        "hashtags",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.CheckConstraint("tag <> ''", name=op.f("ck_hashtags_tag_is_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hashtags")),
        sa.UniqueConstraint("tag", name=op.f("uq_hashtags_tag")),
        sqlite_strict=True,
    )
    op.create_table(
        "media",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'", name=op.f("ck_media_sha256_is_a_hash")
        ),
        sa.CheckConstraint(
            "mime IN ('image/jpeg', 'image/png', 'image/webp', 'image/gif')", name=op.f("ck_media_mime_is_accepted")
        ),
        sa.CheckConstraint("width > 0 AND height > 0 AND size > 0", name=op.f("ck_media_is_not_empty")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_media")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
        sqlite_strict=True,
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("committed_ms", sa.Integer(), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "receipts",
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("made_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(digest) = 16", name=op.f("ck_receipts_digest_is_whole")),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_receipts")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("avatar_sha256", sa.Text(), nullable=True),
        sa.Column("avatar_alt", sa.Text(), nullable=False),
        sa.Column("simulated", sa.Integer(), nullable=False),
        sa.Column("joined_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "avatar_sha256 IS NOT NULL OR avatar_alt = ''", name=op.f("ck_people_alt_describes_an_avatar")
        ),
        sa.CheckConstraint(
            "length(handle) BETWEEN 2 AND 30 AND handle NOT GLOB '*[^a-z0-9_]*'", name=op.f("ck_people_handle_is_valid")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_people_name_is_not_empty")),
        sa.CheckConstraint("id BETWEEN 1 AND 9007199254740991", name=op.f("ck_people_id_in_range")),
        sa.CheckConstraint("simulated IN (0, 1)", name=op.f("ck_people_simulated_is_a_truth")),
        sa.ForeignKeyConstraint(["avatar_sha256"], ["media.sha256"], name=op.f("fk_people_avatar_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("handle", name=op.f("uq_people_handle")),
        sqlite_strict=True,
    )
    op.create_table(
        "addresses",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("updated_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("street || city || postal_code || country <> ''", name=op.f("ck_addresses_is_not_empty")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_addresses_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_addresses")),
        sqlite_strict=True,
    )
    op.create_table(
        "follows",
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("followee_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("follower_id <> followee_id", name=op.f("ck_follows_nobody_follows_themselves")),
        sa.CheckConstraint("id BETWEEN 1 AND 9007199254740991", name=op.f("ck_follows_id_in_range")),
        sa.ForeignKeyConstraint(["followee_id"], ["people.id"], name=op.f("fk_follows_followee_id")),
        sa.ForeignKeyConstraint(["follower_id"], ["people.id"], name=op.f("fk_follows_follower_id")),
        sa.PrimaryKeyConstraint("follower_id", "followee_id", name=op.f("pk_follows")),
        sa.UniqueConstraint("id", name=op.f("uq_follows_id")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_follows_followee_id"), "follows", ["followee_id"], unique=False)
    op.create_table(
        "mutes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("muted_id", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("person_id <> muted_id", name=op.f("ck_mutes_nobody_mutes_themselves")),
        sa.ForeignKeyConstraint(["muted_id"], ["people.id"], name=op.f("fk_mutes_muted_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mutes_person_id")),
        sa.PrimaryKeyConstraint("person_id", "muted_id", name=op.f("pk_mutes")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.Column("edited_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_posts_text_is_not_empty")),
        sa.CheckConstraint("id BETWEEN 1 AND 9007199254740991", name=op.f("ck_posts_id_in_range")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_posts_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_posts_author_id"), "posts", ["author_id"], unique=False)
    op.create_table(
        "bookmarks",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("id BETWEEN 1 AND 9007199254740991", name=op.f("ck_bookmarks_id_in_range")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bookmarks_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_bookmarks_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_bookmarks")),
        sa.UniqueConstraint("id", name=op.f("uq_bookmarks_id")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.Column("edited_ms", sa.Integer(), nullable=True),
        sa.Column("deleted_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(deleted_ms IS NULL) = (text <> '')", name=op.f("ck_comments_words_are_there_until_deleted")
        ),
        sa.CheckConstraint("id BETWEEN 1 AND 9007199254740991", name=op.f("ck_comments_id_in_range")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_comments_is_no_reply_to_itself")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_comments_author_id")),
        sa.ForeignKeyConstraint(
            ["post_id", "parent_id"], ["comments.post_id", "comments.id"], name=op.f("fk_comments_post_id_parent_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_comments_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("post_id", "id", name=op.f("uq_comments_post_id_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_comments_post_id_parent_id"), "comments", ["post_id", "parent_id"], unique=False)
    op.create_table(
        "likes",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("id BETWEEN 1 AND 9007199254740991", name=op.f("ck_likes_id_in_range")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_likes_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_likes_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_likes")),
        sa.UniqueConstraint("id", name=op.f("uq_likes_id")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mentions",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mentions_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_mentions_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_mentions")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post_hashtags",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("hashtag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hashtag_id"], ["hashtags.id"], name=op.f("fk_post_hashtags_hashtag_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_hashtags_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "hashtag_id", name=op.f("pk_post_hashtags")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_post_hashtags_hashtag_id"), "post_hashtags", ["hashtag_id"], unique=False)
    op.create_table(
        "post_media",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 3", name=op.f("ck_post_media_at_most_four")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_media_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name=op.f("fk_post_media_sha256")),
        sa.PrimaryKeyConstraint("post_id", "position", name=op.f("pk_post_media")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post_revisions",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_post_revisions_number_counts_from_one")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_revisions_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_post_revisions")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reposts",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("id BETWEEN 1 AND 9007199254740991", name=op.f("ck_reposts_id_in_range")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reposts_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_reposts_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_reposts")),
        sa.UniqueConstraint("id", name=op.f("uq_reposts_id")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment_mentions",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_mentions_comment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_comment_mentions_person_id")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_comment_mentions")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
