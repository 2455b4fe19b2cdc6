"""Fine-tune or Not: settles whether to fine-tune a language model, or whether prompting or retrieval is enough."""

__version__ = "0.1.0"
