BEGIN TRANSACTION;
CREATE TABLE turns (
	id INTEGER NOT NULL, 
	place VARCHAR(512) NOT NULL, 
	team VARCHAR(128) NOT NULL, 
	user VARCHAR(128) NOT NULL, 
	turn VARCHAR(256) NOT NULL, 
	at DATETIME NOT NULL, 
	text TEXT NOT NULL, 
	question TEXT NOT NULL, 
	reply TEXT NOT NULL, 
	passages TEXT NOT NULL, 
	answered BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "turns" VALUES(1,'local/terminal/older','local','you','fc6d73db07694fedbf32bbb26c4151db','2026-11-29 10:40:08.757355','Does tuning teach facts?','Does tuning teach facts?','About Does tuning teach facts? [1].','["S01-1"]',1);
INSERT INTO "turns" VALUES(2,'local/terminal/older','local','you','37dfeacd21404adbbcbab43d5d7d68a7','2026-11-29 10:40:08.787018','And for tone?','And for tone?','About And for tone? [1].','["S01-1"]',1);
CREATE TABLE walks (
	id VARCHAR(32) NOT NULL, 
	team VARCHAR(128) NOT NULL, 
	place VARCHAR(512) NOT NULL, 
	user VARCHAR(128) NOT NULL, 
	open BOOLEAN NOT NULL, 
	updated DATETIME NOT NULL, 
	decided DATETIME, 
	state TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "walks" VALUES('f17b4eaa','local','local/terminal/decided','you',1,'2026-11-29 10:40:09.008845','2026-11-29 10:40:09.008845','{"form": 1, "opening": "Our decided bot should sound like us. Should we fine-tune?", "decision_id": "f17b4eaa", "repeated": false, "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": [], "pending": null}], "assessment": {"schema": 1, "answers": {"goal": {"standing": "stated", "values": ["tone_style"], "by": "you", "words": "sound like us", "number": null, "at": null}}}, "asked": ["tried"], "pending": "tried"}');
INSERT INTO "walks" VALUES('ae5f84de','local','local/terminal/open','you',1,'2026-11-29 10:40:09.046731',NULL,'{"form": 1, "opening": "Our open bot should sound like us. Should we fine-tune?", "decision_id": "ae5f84de", "repeated": false, "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": [], "pending": null}], "assessment": {"schema": 1, "answers": {"goal": {"standing": "stated", "values": ["tone_style"], "by": "you", "words": "sound like us", "number": null, "at": null}}}, "asked": ["tried"], "pending": "tried"}');
CREATE INDEX turns_by_place ON turns (place, id);
CREATE INDEX ix_turns_team ON turns (team);
CREATE INDEX ix_turns_user ON turns (user);
CREATE INDEX ix_turns_at ON turns (at);
CREATE INDEX ix_turns_turn ON turns (turn);
CREATE INDEX ix_walks_user ON walks (user);
CREATE INDEX ix_walks_team ON walks (team);
CREATE INDEX ix_walks_place ON walks (place);
CREATE INDEX ix_walks_updated ON walks (updated);
COMMIT;
