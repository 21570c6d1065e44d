package wecom

import (
	"cmp"
	"context"
	"net/url"
	"strconv"

	"qunli/channel"
)

// contact is the reply of externalcontact/get: a person and everybody of the company who has them as a contact.
type contact struct {
	Person struct {
		Key   string `json:"external_userid"`
		Name  string `json:"name"`
		Union string `json:"unionid"`
	} `json:"external_contact"`
	Follows []follow `json:"follow_user"`
	Next    string   `json:"next_cursor"`
}

type follow struct {
	User        string     `json:"userid"`
	Remark      string     `json:"remark"`
	Description string     `json:"description"`
	At          int64      `json:"createtime"` // unix seconds
	Mobiles     []string   `json:"remark_mobiles"`
	Tags        []labelled `json:"tags"`
	TagIDs      []string   `json:"tag_id"` // in lists, in place of Tags
	Way         int        `json:"add_way"`
	State       string     `json:"state"`
}

type labelled struct {
	Family string `json:"group_name"`
	Name   string `json:"tag_name"`
	ID     string `json:"tag_id"`
	Type   int    `json:"type"` // 1 of the company, 2 the member's own, 3 of a rule
}

// Person reads a person with all bonds.
func (c *Client) Person(ctx context.Context, key string) (channel.Person, error) {
	out := channel.Person{Key: key, Asked: c.Gate.Clock.Now().UnixMilli()}
	for cursor := ""; ; {
		var page contact
		if err := c.get(ctx, "externalcontact/get", url.Values{"external_userid": {key}, "cursor": {cursor}}, &page); err != nil {
			return out, err
		}
		out.Name, out.Union = page.Person.Name, page.Person.Union
		for _, f := range page.Follows {
			out.Bonds = append(out.Bonds, f.bond(nil))
		}
		if cursor = page.Next; cursor == "" {
			return out, nil
		}
	}
}

// bond says what a follower's entry says; names gives the tags of lists, which hold ids alone.
func (f follow) bond(names map[string]string) channel.Bond {
	b := channel.Bond{Staff: f.User, At: f.At * 1000, State: f.State, Way: strconv.Itoa(f.Way), Remark: f.Remark, Description: f.Description, Phones: f.Mobiles}
	for _, t := range f.Tags {
		if t.Type == 1 {
			b.Tags = append(b.Tags, tagName(t.Family, t.Name))
		}
	}
	for _, i := range f.TagIDs {
		if name := names[i]; name != "" {
			b.Tags = append(b.Tags, name)
		}
	}
	return b
}

// tagName is what a tag of the company is called here: two families may each have one of the same name.
func tagName(family, name string) string { return cmp.Or(family, "企业微信") + "/" + name }

// Members lists the members whose customers the application may read.
func (c *Client) Members(ctx context.Context) ([]string, error) {
	var reply struct {
		Users []string `json:"follow_user"`
	}
	err := c.get(ctx, "externalcontact/get_follow_user_list", nil, &reply)
	return reply.Users, err
}

// PersonKeys lists everybody whom a member has as a contact.
func (c *Client) PersonKeys(ctx context.Context, member string) ([]string, error) {
	var reply struct {
		Keys []string `json:"external_userid"`
	}
	err := c.get(ctx, "externalcontact/list", url.Values{"userid": {member}}, &reply)
	return reply.Keys, err
}

// PersonsOf reads a page of the persons of up to a hundred members, each with one bond; tags are the company's. next is "" at
// the end.
func (c *Client) PersonsOf(ctx context.Context, members []string, cursor string, tags []channel.Word) (page []channel.Person, next string, err error) {
	var reply struct {
		List []struct {
			Person struct {
				Key   string `json:"external_userid"`
				Name  string `json:"name"`
				Union string `json:"unionid"`
			} `json:"external_contact"`
			Follow follow `json:"follow_info"`
		} `json:"external_contact_list"`
		Next string `json:"next_cursor"`
	}
	ask := map[string]any{"userid_list": members, "cursor": cursor, "limit": 100}
	if err := c.post(ctx, "externalcontact/batch/get_by_user", ask, &reply); err != nil {
		return nil, "", err
	}
	names := map[string]string{}
	for _, t := range tags {
		names[t.Key] = tagName(t.Family, t.Name)
	}
	for _, one := range reply.List {
		page = append(page, channel.Person{Key: one.Person.Key, Name: one.Person.Name, Union: one.Person.Union, Bonds: []channel.Bond{one.Follow.bond(names)}})
	}
	return page, reply.Next, nil
}

// Tags lists the company's tags.
func (c *Client) Tags(ctx context.Context) ([]channel.Word, error) {
	var reply struct {
		Groups []struct {
			Name string `json:"group_name"`
			Tags []struct {
				ID   string `json:"id"`
				Name string `json:"name"`
			} `json:"tag"`
		} `json:"tag_group"`
	}
	err := c.post(ctx, "externalcontact/get_corp_tag_list", struct{}{}, &reply)
	var out []channel.Word
	for _, g := range reply.Groups {
		for _, t := range g.Tags {
			out = append(out, channel.Word{Key: t.ID, Family: g.Name, Name: t.Name})
		}
	}
	return out, err
}
