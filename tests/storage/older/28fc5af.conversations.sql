BEGIN TRANSACTION;
CREATE TABLE turns (
	id INTEGER NOT NULL, 
	place VARCHAR(512) NOT NULL, 
	at DATETIME NOT NULL, 
	text TEXT NOT NULL, 
	question TEXT NOT NULL, 
	reply TEXT NOT NULL, 
	passages TEXT NOT NULL, 
	answered BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "turns" VALUES(1,'local/terminal/older','2026-11-29 10:38:57.609417','Does tuning teach facts?','Does tuning teach facts?','About Does tuning teach facts? [1].','["S01-1"]',1);
INSERT INTO "turns" VALUES(2,'local/terminal/older','2026-11-29 10:38:57.657245','And for tone?','And for tone?','About And for tone? [1].','["S01-1"]',1);
CREATE INDEX ix_turns_at ON turns (at);
CREATE INDEX turns_by_place ON turns (place, id);
COMMIT;
