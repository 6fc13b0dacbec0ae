-- The tariff that a reading is charged by, found by tariff and time.
ALTER TABLE readings ADD COLUMN tariff VARCHAR(16);
CREATE INDEX readings_by_tariff ON readings (tarif, taken);
