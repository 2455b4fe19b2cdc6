"""What the stores share, opened by several at the same moment."""

import asyncio
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, insert, select

from bot.storage.database import Database

TABLES = MetaData()
NUMBERS = Table("numbers", TABLES, Column("number", Integer))
AT_ONCE, TIMES = 8, 20


async def test_several_make_a_new_file_at_once(tmp_path: Path) -> None:
    """Whoever comes first makes the tables; nobody is refused, and what each writes is there."""

    async def written(url: str, number: int) -> None:
        async with Database(url) as database:
            await database.create(TABLES)
            async with database.writing() as connection:
                await connection.execute(insert(NUMBERS).values(number=number))

    for time in range(TIMES):
        url = f"sqlite+aiosqlite:///{tmp_path / f'{time}.db'}"
        await asyncio.gather(*(written(url, number) for number in range(AT_ONCE)))
        async with Database(url) as database, database.reading() as connection:
            assert sorted((await connection.execute(select(NUMBERS.c.number))).scalars()) == list(range(AT_ONCE))
