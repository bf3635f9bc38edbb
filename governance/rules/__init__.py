"""The law of Palabre: plain functions of facts and a given time, without Django, clock or database."""
