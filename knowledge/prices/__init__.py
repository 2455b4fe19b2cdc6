"""List prices of models, dated and sourced: a packaged snapshot, a newer one that is fetched, and a company's own."""
