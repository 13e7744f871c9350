"""日历: what an actor organises, where he is expected, what falls due and which terms end; as a page and as a feed."""
