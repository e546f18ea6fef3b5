"""The tables of the write model, in third normal form; what must never be wrong is a constraint here, not only a rule.

A change here needs a new file in migrations/versions; a test compares the two.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from app.ids import MAX_ID

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _id(name: str = "id") -> Column[int]:
    """A key made by the client: the row id itself, so that a lookup walks one tree."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _in_range(name: str = "id") -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 1 AND {MAX_ID}", name=f"{name}_in_range")


def _ref(name: str, target: str, *, cascade: bool = False, nullable: bool = False) -> Column[int]:
    return Column(name, ForeignKey(target, ondelete="CASCADE" if cascade else None), nullable=nullable)


def _words(name: str = "text") -> Column[str]:
    return Column(name, Text, nullable=False)


def _date(name: str = "created_ms", *, nullable: bool = False) -> Column[int]:
    """Milliseconds since 1970 (UTC)."""
    return Column(name, Integer, nullable=nullable)


meta = Table("meta", metadata, Column("name", Text, primary_key=True), _words("value"), sqlite_strict=True)

media = Table(
    "media",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("mime", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    CheckConstraint("length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'", name="sha256_is_a_hash"),
    CheckConstraint("mime IN ('image/jpeg', 'image/png', 'image/webp', 'image/gif')", name="mime_is_accepted"),
    CheckConstraint("width > 0 AND height > 0 AND size > 0", name="is_not_empty"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("handle", Text, nullable=False, unique=True),
    _words("name"),
    _words("bio"),
    Column("avatar_sha256", ForeignKey("media.sha256"), index=True),
    _words("avatar_alt"),
    Column("simulated", Integer, nullable=False),
    _date("joined_ms"),
    _in_range(),
    # Only lower case is stored, so that unique means unique whatever the case.
    CheckConstraint("length(handle) BETWEEN 2 AND 30 AND handle NOT GLOB '*[^a-z0-9_]*'", name="handle_is_valid"),
    CheckConstraint("name <> ''", name="name_is_not_empty"),
    CheckConstraint("avatar_sha256 IS NOT NULL OR avatar_alt = ''", name="alt_describes_an_avatar"),
    CheckConstraint("simulated IN (0, 1)", name="simulated_is_a_truth"),
    sqlite_strict=True,
)

addresses = Table(
    "addresses",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    _words("street"),
    _words("city"),
    _words("postal_code"),
    _words("country"),
    _date("updated_ms"),
    CheckConstraint("street || city || postal_code || country <> ''", name="is_not_empty"),
    sqlite_strict=True,
)

posts = Table(
    "posts",
    metadata,
    _id(),
    Column("author_id", ForeignKey("people.id"), nullable=False, index=True),
    _words(),
    _date(),
    _date("edited_ms", nullable=True),
    _in_range(),
    CheckConstraint("text <> ''", name="text_is_not_empty"),
    sqlite_strict=True,
)

post_revisions = Table(
    "post_revisions",
    metadata,
    _ref("post_id", "posts.id", cascade=True),
    Column("number", Integer, nullable=False),
    _words(),
    _date("written_ms"),
    PrimaryKeyConstraint("post_id", "number"),
    CheckConstraint("number >= 1", name="number_counts_from_one"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

post_media = Table(
    "post_media",
    metadata,
    _ref("post_id", "posts.id", cascade=True),
    Column("position", Integer, nullable=False),
    Column("sha256", ForeignKey("media.sha256"), nullable=False, index=True),
    _words("alt"),
    PrimaryKeyConstraint("post_id", "position"),
    CheckConstraint("position BETWEEN 0 AND 3", name="at_most_four"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

hashtags = Table(
    "hashtags",
    metadata,
    _id(),
    Column("tag", Text, nullable=False, unique=True),
    CheckConstraint("tag <> ''", name="tag_is_not_empty"),
    sqlite_strict=True,
)

post_hashtags = Table(
    "post_hashtags",
    metadata,
    _ref("post_id", "posts.id", cascade=True),
    Column("hashtag_id", ForeignKey("hashtags.id"), nullable=False, index=True),
    PrimaryKeyConstraint("post_id", "hashtag_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

mentions = Table(
    "mentions",
    metadata,
    _ref("post_id", "posts.id", cascade=True),
    _ref("person_id", "people.id"),
    PrimaryKeyConstraint("post_id", "person_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

comments = Table(
    "comments",
    metadata,
    _id(),
    _ref("post_id", "posts.id", cascade=True),
    _ref("author_id", "people.id"),
    Column("parent_id", Integer),
    _words(),
    _date(),
    _date("edited_ms", nullable=True),
    _date("deleted_ms", nullable=True),
    # A reply belongs to the post of the comment it replies to.
    UniqueConstraint("post_id", "id"),
    ForeignKeyConstraint(["post_id", "parent_id"], ["comments.post_id", "comments.id"]),
    Index(None, "post_id", "parent_id"),
    _in_range(),
    CheckConstraint("parent_id <> id", name="is_no_reply_to_itself"),
    CheckConstraint("(deleted_ms IS NULL) = (text <> '')", name="words_are_there_until_deleted"),
    sqlite_strict=True,
)

comment_mentions = Table(
    "comment_mentions",
    metadata,
    _ref("comment_id", "comments.id", cascade=True),
    _ref("person_id", "people.id"),
    PrimaryKeyConstraint("comment_id", "person_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


def _reaction(name: str) -> Table:
    """What a person can do once to a post. The row's own id is its place in timelines and notifications."""
    return Table(
        name,
        metadata,
        _ref("post_id", "posts.id", cascade=True),
        _ref("person_id", "people.id"),
        Column("id", Integer, nullable=False, unique=True),
        _date(),
        PrimaryKeyConstraint("post_id", "person_id"),
        _in_range(),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


likes = _reaction("likes")
reposts = _reaction("reposts")
bookmarks = _reaction("bookmarks")

follows = Table(
    "follows",
    metadata,
    _ref("follower_id", "people.id"),
    Column("followee_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("id", Integer, nullable=False, unique=True),
    _date(),
    PrimaryKeyConstraint("follower_id", "followee_id"),
    _in_range(),
    CheckConstraint("follower_id <> followee_id", name="nobody_follows_themselves"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

mutes = Table(
    "mutes",
    metadata,
    _ref("person_id", "people.id"),
    _ref("muted_id", "people.id"),
    _date(),
    PrimaryKeyConstraint("person_id", "muted_id"),
    CheckConstraint("person_id <> muted_id", name="nobody_mutes_themselves"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    # AUTOINCREMENT: a position is never given twice, also after the newest rows were pruned.
    Column("seq", Integer, primary_key=True),
    _date("committed_ms"),
    Column("aggregate", Text, nullable=False),
    Column("version", Integer, nullable=False),
    _words("payload"),
    Column("command_id", Text, nullable=False),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

receipts = Table(
    "receipts",
    metadata,
    Column("command_id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("position", Integer, nullable=False),
    Column("made_id", Integer, nullable=False),
    CheckConstraint("length(digest) = 16", name="digest_is_whole"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
