"""familypanel: longitudinal surveys and Family Panel research in one study folder."""
