package wecom

import (
	"context"
	"errors"

	"qunli/channel"
	"qunli/kit/db"
	"qunli/org"
)

// Source reads everything that the server knows of customers and groups (reference §4.3–§4.5).
func (c *Connection) Source() channel.Source {
	return channel.Source{
		Ready:   c.ready,
		Tags:    c.tags,
		Members: c.members,
		Keys:    c.keys,
		Persons: c.persons,
		Groups:  c.groups,
		Group:   c.roster,
		Owners:  mostUsers,
	}
}

// mostUsers is how many members one question names at most.
const mostUsers = 100

func (c *Connection) ready(ctx context.Context) (bool, error) {
	_, err := c.Client(ctx)
	if errors.Is(err, ErrUnset) {
		return false, nil
	}
	return err == nil, err
}

func (c *Connection) tags(ctx context.Context) ([]channel.Word, error) {
	client, err := c.Client(ctx)
	if err != nil {
		return nil, err
	}
	words, err := client.Tags(ctx)
	return words, explain(err)
}

func (c *Connection) members(ctx context.Context) ([]string, error) {
	client, err := c.Client(ctx)
	if err != nil {
		return nil, err
	}
	list, err := client.Members(ctx)
	return list, explain(err)
}

func (c *Connection) keys(ctx context.Context, member string) ([]string, error) {
	client, err := c.Client(ctx)
	if err != nil {
		return nil, err
	}
	list, err := client.PersonKeys(ctx, member)
	switch {
	case refused(err, codeNoBond): // of nobody
		return nil, nil
	case refused(err, codeNoUser):
		return nil, channel.ErrGone
	}
	return list, alone(err)
}

func (c *Connection) persons(ctx context.Context, member, cursor string, tags []channel.Word) ([]channel.Person, string, error) {
	client, err := c.Client(ctx)
	if err != nil {
		return nil, "", err
	}
	page, next, err := client.PersonsOf(ctx, []string{member}, cursor, tags)
	if refused(err, codeNoBond) {
		return nil, "", nil
	}
	return page, next, alone(err)
}

func (c *Connection) groups(ctx context.Context, owners []string, cursor string) ([]string, string, error) {
	client, err := c.Client(ctx)
	if err != nil {
		return nil, "", err
	}
	keys, next, err := client.Groups(ctx, owners, cursor)
	if refused(err, codeWide) {
		return nil, "", channel.ErrWide
	}
	return keys, next, alone(err)
}

func (c *Connection) roster(ctx context.Context, key string) (channel.Group, error) {
	client, err := c.Client(ctx)
	if err != nil {
		return channel.Group{}, err
	}
	g, err := client.Group(ctx, key)
	if refused(err, goneGroups...) {
		return g, channel.ErrGone
	}
	return g, alone(err)
}

// ofOne are the refusals that are about the member or the group that was asked for, and not about the account.
var ofOne = []int{codeBadUser, codeBadParam, codeNoUser, codeUserRight, codeUnseen, codeNoRight, codeNoService, codeNoFollow, codeNoPerson, codeNoBond, codeNoLicence}

// alone explains a refusal and tells whether it is about one object alone.
func alone(err error) error {
	if refused(err, ofOne...) {
		return &channel.Unreadable{Cause: explain(err)}
	}
	return explain(err)
}

// Sync is how people have the whole company read.
type Sync struct {
	office *Office
	syncer *channel.Syncer
}

// NewSync gives the verbs of a sync.
func NewSync(o *Office, s *channel.Syncer) *Sync { return &Sync{o, s} }

// Begin has everything read, the first time or again: members with the right, their customers, tags and groups. It goes on in
// the background. ErrUnset without an account, channel.ErrSyncing while it is being read.
func (s *Sync) Begin(ctx context.Context) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if _, err := s.office.Client(ctx); err != nil {
		return err
	}
	return s.office.org.Record(ctx, org.SettingEdit, org.Change{Verb: "wecom.sync", Object: "setting"}, func(ctx context.Context, tx *db.Tx) error {
		_, err := s.syncer.Begin(ctx, tx, Name)
		return err
	})
}

// State tells how far the last sync is, what of it failed and why; an id of 0 is that there was none.
func (s *Sync) State(ctx context.Context) (channel.Progress, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return channel.Progress{}, err
	}
	return s.syncer.State(ctx, Name)
}
