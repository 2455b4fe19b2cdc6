"""Built-in sources as they are today: their pages are fetched, read into passages and kept in the data directory, beside the notes.

`fetcher` asks for one address, `ways` says which addresses hold a source, the readers (`docfx`, `page_sections`, `pages`) turn what comes into
a page, `soundness` says whether that page may take the place of the last good one, `live` keeps it, `refresh` does all of this for many sources, and
`changes` says what is different. Nothing here touches the index: `knowledge.refresh` takes what is kept into it.
"""
