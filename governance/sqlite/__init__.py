"""Django’s SQLite engine, kept warm: named in `DATABASES`, it needs nothing else."""
