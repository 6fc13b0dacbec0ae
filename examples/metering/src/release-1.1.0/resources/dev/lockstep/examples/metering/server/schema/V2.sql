-- What a meter says about its reading. Only added: version 1.0.0 reads and writes this table as before.
ALTER TABLE readings ADD COLUMN quality VARCHAR(16);
