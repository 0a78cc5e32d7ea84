"""What a chapter's notebook uses: its parameters, its evidence, and how it shows and says things."""

from labatlas.chapters.chapter import Chapter, open_chapter

__all__ = ["Chapter", "open_chapter"]
