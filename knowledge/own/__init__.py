"""Reading a person's own documents: which files of a folder, in which encoding, and what of them is text.

Each module knows one thing: `files` the folder, `encodings` bytes, `characters` what can be seen, `lines` paragraphs and
divided words, `tables` rows, and one each for Markdown, plain text, HTML,
PDF, Word, PowerPoint and Excel. `knowledge.documents` puts them together.
"""
