package wecom

import (
	"context"
	"slices"

	"qunli/channel"
	"qunli/mirror"
)

// Mirror keeps in WeCom what we say about people (reference §4.3, §4.4).
type Mirror struct{ Office *Office }

// Name is the channel's.
func (Mirror) Name() string { return Name }

// Ready tells whether there is an account.
func (m Mirror) Ready(ctx context.Context) (bool, error) {
	return (&Connection{Client: m.Office.Client}).ready(ctx)
}

// Words lists the company's tags.
func (m Mirror) Words(ctx context.Context) ([]channel.Word, error) {
	client, err := m.Office.Client(ctx)
	if err != nil {
		return nil, err
	}
	list, err := client.Tags(ctx)
	return list, explain(err)
}

// AddWords makes tags of a family.
func (m Mirror) AddWords(ctx context.Context, family string, names []string) ([]channel.Word, error) {
	client, err := m.Office.Client(ctx)
	if err != nil {
		return nil, err
	}
	list, err := client.AddTags(ctx, family, names)
	return list, explain(err)
}

// Mark puts tags on a bond and takes others off.
func (m Mirror) Mark(ctx context.Context, member, person string, add, take []string) error {
	client, err := m.Office.Client(ctx)
	if err != nil {
		return err
	}
	err = client.Mark(ctx, member, person, add, take)
	switch {
	case refused(err, apart...):
		return mirror.ErrApart
	case refused(err, codeNoTag):
		return mirror.ErrNoWord
	}
	return explain(err)
}

// Bond reads a bond as it is now.
func (m Mirror) Bond(ctx context.Context, member, person string) (channel.Bond, error) {
	client, err := m.Office.Client(ctx)
	if err != nil {
		return channel.Bond{}, err
	}
	p, err := client.Person(ctx, person)
	switch {
	case refused(err, apart...):
		return channel.Bond{}, mirror.ErrApart
	case err != nil:
		return channel.Bond{}, explain(err)
	}
	for _, b := range p.Bonds {
		if b.Staff == member {
			return b, nil
		}
	}
	return channel.Bond{}, mirror.ErrApart
}

// Note writes remark and description of a bond.
func (m Mirror) Note(ctx context.Context, member, person, remark, description string) error {
	client, err := m.Office.Client(ctx)
	if err != nil {
		return err
	}
	ask := map[string]any{"userid": member, "external_userid": person, "remark": remark, "description": description}
	err = client.post(ctx, "externalcontact/remark", ask, nil)
	if refused(err, apart...) {
		return mirror.ErrApart
	}
	return explain(err)
}

// apart are the refusals which say that a member and a person are in touch no more.
var apart = []int{codeNoBond, codeNoPerson, codeNoFollow, codeNoUser}

// mostMarks is how many tags one call names; the server's own limit is not published.
const mostMarks = 50

// Mark puts tags, by their keys, on the bond of a member and a person, and takes others off.
func (c *Client) Mark(ctx context.Context, member, person string, add, take []string) error {
	for _, one := range []struct {
		verb string
		keys []string
	}{{"add_tag", add}, {"remove_tag", take}} {
		for part := range slices.Chunk(one.keys, mostMarks) {
			ask := map[string]any{"userid": member, "external_userid": person, one.verb: part}
			if err := c.post(ctx, "externalcontact/mark_tag", ask, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// AddTags makes tags of a group, and the group where there is none of that name.
func (c *Client) AddTags(ctx context.Context, family string, names []string) ([]channel.Word, error) {
	tags := make([]map[string]any, len(names))
	for n, name := range names {
		tags[n] = map[string]any{"name": name}
	}
	var reply struct {
		Group struct {
			Name string `json:"group_name"`
			Tags []struct {
				ID   string `json:"id"`
				Name string `json:"name"`
			} `json:"tag"`
		} `json:"tag_group"`
	}
	err := c.post(ctx, "externalcontact/add_corp_tag", map[string]any{"group_name": family, "tag": tags}, &reply)
	var out []channel.Word
	for _, t := range reply.Group.Tags {
		out = append(out, channel.Word{Key: t.ID, Family: family, Name: t.Name})
	}
	return out, err
}

var _ mirror.Channel = Mirror{}
