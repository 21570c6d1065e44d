package wecom

import (
	"context"
	"errors"
	"slices"
	"strings"

	"qunli/channel"
	"qunli/community"
	"qunli/kit/db"
)

// Name is the channel's name: the source of what it brings.
const Name = "wecom"

// Connection turns what the server tells and answers into the neutral words of package channel.
type Connection struct {
	Client    func(ctx context.Context) (*Client, error) // of the settings as they are
	Refresher *channel.Refresher
	Syncer    *channel.Syncer
	Sink      channel.Sink
}

// Capabilities lists what WeCom can do. It sends nothing to a customer without a member's confirmation (reference §13.3).
func Capabilities() []channel.Capability {
	return []channel.Capability{channel.CanWelcome, channel.CanCode, channel.CanGroupCode, channel.CanTag, channel.CanRemark,
		channel.CanBroadcast, channel.CanTransfer, channel.CanReadGroups}
}

// Attach has payloads of the inbox, stale subjects and, every night, everything read.
func (c *Connection) Attach(inbox *channel.Inbox) {
	inbox.ReadBy(Name, c.Read)
	c.Refresher.RefreshBy(Name, c.Refresh)
	c.Syncer.SyncBy(Name, c.Source())
}

// looks is how often a group is read again: its roster may lag behind the event by some seconds (reference §3.2).
const looks = 2

// Read takes from payloads what only they know, and marks what they are about as stale.
func (c *Connection) Read(ctx context.Context, tx *db.Tx, payloads []channel.Payload) ([]error, error) {
	faults := make([]error, len(payloads))
	var partings []channel.Parting
	var moves []channel.Move
	var gone []Event
	var once, twice []string
	for n, p := range payloads {
		e, err := ReadEvent([]byte(p.Payload))
		if err != nil {
			faults[n] = err
			continue
		}
		switch subject := e.Subject(); {
		case subject == "":
		case e.Event == changeChat:
			twice = append(twice, subject)
		default:
			once = append(once, subject)
		}
		if by, ended := endings[e.Change]; ended && e.Event == changePerson {
			if by == channel.EndedByStaff && e.Source == "DELETE_BY_TRANSFER" {
				by = channel.EndedByTransfer
			}
			partings = append(partings, channel.Parting{Person: e.Person, Staff: e.User, By: by, At: e.At * 1000})
		}
		moves = append(moves, e.moves()...)
		if e.Event == changeChat && e.Change == dismissed {
			gone = append(gone, e)
		}
	}
	if err := errors.Join(c.Sink.Parted(ctx, tx, Name, partings), c.Sink.Moved(ctx, tx, Name, moves)); err != nil {
		return nil, err
	}
	for _, e := range gone {
		if err := c.Sink.Dissolved(ctx, tx, Name, e.Chat, e.At*1000); err != nil {
			return nil, err
		}
	}
	return faults, errors.Join(c.Refresher.Mark(ctx, tx, Name, 1, distinct(once)...), c.Refresher.Mark(ctx, tx, Name, looks, distinct(twice)...))
}

// endings are the changes that say by whom a bond ended.
var endings = map[string]channel.Ending{deletedByUs: channel.EndedByStaff, deletedByThem: channel.EndedByPerson}

// The words for an event's QuitScene and JoinScene; groupchat/get counts scenes of joining otherwise (reference §3.2).
var (
	quitScenes  = map[string]string{"0": community.SceneLeft, "1": community.SceneRemoved}
	enterScenes = map[string]string{"0": community.SceneInvite, "3": community.SceneCode}
)

// moves gives who came into a group or left it, where the event says so. Members of the company are no customers.
func (e Event) moves() []channel.Move {
	left := e.Detail == "del_member"
	if e.Event != changeChat || !left && e.Detail != "add_member" {
		return nil
	}
	scene := enterScenes[e.JoinScene]
	if left {
		scene = quitScenes[e.QuitScene]
	}
	var out []channel.Move
	for _, key := range e.Members {
		if outside(key) {
			out = append(out, channel.Move{Group: e.Chat, Person: key, Left: left, Scene: scene, At: e.At * 1000})
		}
	}
	return out
}

// outside tells the key of somebody outside from that of a member: the server makes the one, the company the other
// (reference §1).
func outside(key string) bool {
	return len(key) >= 20 && (strings.HasPrefix(key, "wm") || strings.HasPrefix(key, "wo"))
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// Refresh reads a subject again. What the server does not know any more has ended.
func (c *Connection) Refresh(ctx context.Context, s channel.Stale, apply channel.Apply) error {
	client, err := c.Client(ctx)
	if err != nil {
		return err
	}
	kind, key, _ := strings.Cut(s.Subject, ":")
	switch kind {
	case "person":
		return c.person(ctx, client, key, apply)
	case "group":
		return c.group(ctx, client, key, apply)
	}
	words, err := client.Tags(ctx)
	if err != nil {
		return explain(err)
	}
	return apply(ctx, func(ctx context.Context, tx *db.Tx) error { return c.Sink.Tagged(ctx, tx, Name, words) })
}

func (c *Connection) person(ctx context.Context, client *Client, key string, apply channel.Apply) error {
	p, err := client.Person(ctx, key)
	switch {
	case refused(err, codeNoBond, codeNoPerson, codeNoFollow):
		return apply(ctx, func(ctx context.Context, tx *db.Tx) error { return c.Sink.Gone(ctx, tx, Name, key) })
	case err != nil:
		return explain(err)
	}
	return apply(ctx, func(ctx context.Context, tx *db.Tx) error { return c.Sink.Met(ctx, tx, Name, p) })
}

func (c *Connection) group(ctx context.Context, client *Client, key string, apply channel.Apply) error {
	g, err := client.Group(ctx, key)
	switch {
	case refused(err, goneGroups...):
		return apply(ctx, func(ctx context.Context, tx *db.Tx) error { return c.Sink.Dissolved(ctx, tx, Name, key, tx.Now) })
	case err != nil:
		return explain(err)
	}
	return apply(ctx, func(ctx context.Context, tx *db.Tx) error { return c.Sink.Gathered(ctx, tx, Name, g) })
}

// refused tells that err is a refusal with one of the codes.
func refused(err error, codes ...int) bool {
	var r *Refusal
	return errors.As(err, &r) && slices.Contains(codes, r.Code)
}

// goneGroups are said of a group that is no more: its key was the server's own.
var goneGroups = []int{codeNoGroup, codeNoChat, codeBadChat}

// explain gives a refusal with its remedy, and with how long the server wants to be left alone where it does.
func explain(err error) error {
	var r *Refusal
	if !errors.As(err, &r) {
		return err
	}
	if r.Wait > 0 || r.busy() || r.worn() {
		return &channel.Later{Wait: r.Wait, Cause: r.Fault()}
	}
	return r.Fault()
}
