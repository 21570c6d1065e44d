package console

import (
	"context"
	"strings"

	"qunli/channel"
	"qunli/kit/db"
	"qunli/kit/secret"
	"qunli/kit/serve"
	"qunli/org"
)

// payloadView is something that a channel told, without what it says.
type payloadView struct {
	ID        channel.PayloadID `json:"id"`
	Channel   string            `json:"channel"`
	Kind      string            `json:"kind" doc:"The channel's own word for it, empty: it could not be told"`
	About     string            `json:"about" doc:"What it is about: person, group, tags, empty: nothing that is read again"`
	State     channel.State     `json:"state" enum:"new,done,failed"`
	Reason    string            `json:"reason" doc:"Code of the fault for which it could not be read"`
	Blank     bool              `json:"blank" doc:"What it said was taken out with a person: it cannot be read again"`
	At        int64             `json:"at" doc:"Unix ms when it came"`
	HandledAt int64             `json:"handled_at" doc:"Unix ms, 0 not yet"`
}

func viewPayload(p channel.Payload) payloadView {
	about, _, _ := strings.Cut(p.Subject, ":")
	return payloadView{ID: p.ID, Channel: p.Channel, Kind: p.Kind, About: about, State: p.State, Reason: p.Reason, Blank: p.Payload == "", At: p.At, HandledAt: p.HandledAt}
}

// InboxFilter narrows a list of payloads.
type InboxFilter struct {
	State string `query:"state" json:"state,omitempty" enum:"new,done,failed"`
	Kind  string `query:"kind" json:"kind,omitempty" maxLength:"100"`
	From  string `query:"from" json:"from,omitempty" doc:"YYYY-MM-DD, included"`
	To    string `query:"to" json:"to,omitempty" doc:"YYYY-MM-DD, included"`
}

// inboxFilter reads days in the organisation's zone.
func (c *Console) inboxFilter(ctx context.Context, in InboxFilter) (channel.Filter, error) {
	f := channel.Filter{State: channel.State(in.State), Kind: in.Kind}
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return f, err
	}
	zone, err := org.Zone(ctx, c.DB.Read())
	if err != nil {
		return f, err
	}
	from, err := edgeOf("from", in.From, zone, 0)
	if err != nil {
		return f, err
	}
	to, err := edgeOf("to", in.To, zone, 1)
	if from != nil {
		f.From = *from
	}
	if to != nil {
		f.Until = *to + 1
	}
	return f, err
}

type payloadsIn struct {
	Sized
	InboxFilter
	After ref[channel.PayloadID] `query:"after"`
}

func (c *Console) payloads(ctx context.Context, in *payloadsIn) (list[payloadView], error) {
	f, err := c.inboxFilter(ctx, in.InboxFilter)
	if err != nil {
		return list[payloadView]{}, err
	}
	f.Before, f.Limit = in.After.ID, in.Limit
	all, err := c.Inbox.List(ctx, f)
	return listOf(views(all, viewPayload), pageAfter(all, in.Limit, func(p channel.Payload) string { return p.ID.String() })), err
}

// inboxCounts says how much was told.
type inboxCounts struct {
	New     int64 `json:"new" doc:"Waiting to be read"`
	Done    int64 `json:"done"`
	Failed  int64 `json:"failed"`
	UpTo    int64 `json:"up_to" doc:"Each is counted up to this; one more stands for more"`
	Oldest  int64 `json:"oldest" doc:"Unix ms when the oldest came that waits, 0 none"`
	Replays int64 `json:"replays" doc:"How many are replayed at a time"`
}

func (c *Console) payloadCounts(ctx context.Context, in *InboxFilter) (inboxCounts, error) {
	f, err := c.inboxFilter(ctx, *in)
	if err != nil {
		return inboxCounts{}, err
	}
	n, err := c.Inbox.Count(ctx, f)
	return inboxCounts{n.New, n.Done, n.Failed, channel.CountedTo, n.Oldest, channel.MostReplayed}, err
}

type payloadIn struct {
	ID ref[channel.PayloadID] `path:"id"`
}

// payloadText is what was told.
type payloadText struct {
	Subject string `json:"subject" doc:"person:KEY, group:KEY, tags:"`
	Payload string `json:"payload" doc:"As it came, phone numbers masked; empty: it was taken out with a person"`
	Digest  string `json:"digest" doc:"Hex SHA-256 of what came: the same told again is one"`
}

func (c *Console) openPayload(ctx context.Context, in *payloadIn) (payloadText, error) {
	serve.Unkept(ctx)
	var p channel.Payload
	err := c.Org.Record(ctx, org.SettingEdit, org.Change{Verb: "payload.open", Object: "payload", ID: int64(in.ID.ID)}, func(ctx context.Context, tx *db.Tx) error {
		var err error
		p, err = channel.One(ctx, tx, in.ID.ID)
		return err
	})
	return payloadText{p.Subject, secret.MaskPhones(p.Payload), p.Digest}, err
}

func (c *Console) replayPayload(ctx context.Context, in *payloadIn) (none, error) {
	return none{}, c.Org.Record(ctx, org.SettingEdit, org.Change{Verb: "payload.replay", Object: "payload", ID: int64(in.ID.ID)},
		func(ctx context.Context, tx *db.Tx) error { return c.Inbox.Replay(ctx, tx, in.ID.ID) })
}

type replayIn struct {
	Body InboxFilter
}

type replayed struct {
	Times int64 `json:"times" doc:"How many are read again"`
	More  bool  `json:"more" doc:"There are more of them"`
}

func (c *Console) replayFailed(ctx context.Context, in *replayIn) (replayed, error) {
	f, err := c.inboxFilter(ctx, in.Body)
	if err != nil {
		return replayed{}, err
	}
	var n int64
	err = c.Org.Record(ctx, org.SettingEdit, org.Change{Verb: "payload.replay_failed", Object: "payload", After: map[string]any{"kind": f.Kind, "from": in.Body.From, "to": in.Body.To}},
		func(ctx context.Context, tx *db.Tx) error {
			n, err = c.Inbox.ReplayFailed(ctx, tx, f)
			return err
		})
	return replayed{n, n == channel.MostReplayed}, err
}
