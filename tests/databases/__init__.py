"""Real databases under a real site, `stock_site.py`: what happens where two save at once."""
