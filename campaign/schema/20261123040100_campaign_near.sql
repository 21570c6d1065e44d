-- +goose Up
-- What may take somebody in who finds their own full: those that lack least first. Only what is open stands here.
CREATE INDEX campaign_instance_near ON campaign_instance (campaign_id, revision, state, (size - held - done - fill), id) WHERE due_at > 0 AND size > 0;
-- Who came last.
CREATE INDEX campaign_seat_last ON campaign_seat (campaign_id, id) WHERE person_id <> 0;
