package wecom

import (
	"context"

	"qunli/channel"
	"qunli/community"
)

// Group reads a group with all its members.
func (c *Client) Group(ctx context.Context, key string) (channel.Group, error) {
	var reply struct {
		Chat struct {
			Key     string   `json:"chat_id"`
			Name    string   `json:"name"`
			Owner   string   `json:"owner"`
			MadeAt  int64    `json:"create_time"` // unix seconds
			Members []member `json:"member_list"`
			Admins  []struct {
				User string `json:"userid"`
			} `json:"admin_list"`
		} `json:"group_chat"`
	}
	if err := c.post(ctx, "externalcontact/groupchat/get", map[string]any{"chat_id": key, "need_name": 1}, &reply); err != nil {
		return channel.Group{}, err
	}
	g := channel.Group{Key: key, Name: reply.Chat.Name, Owner: reply.Chat.Owner, MadeAt: reply.Chat.MadeAt * 1000}
	for _, m := range reply.Chat.Members {
		g.Members = append(g.Members, m.neutral())
	}
	for _, a := range reply.Chat.Admins {
		g.Admins = append(g.Admins, a.User)
	}
	return g, nil
}

type member struct {
	Key      string `json:"userid"`
	Type     int    `json:"type"` // 1 of the company, 2 from outside
	Union    string `json:"unionid"`
	JoinedAt int64  `json:"join_time"` // unix seconds
	Scene    int    `json:"join_scene"`
	Inviter  struct {
		User string `json:"userid"`
	} `json:"invitor"`
	Nickname string `json:"group_nickname"`
	Name     string `json:"name"`
	State    string `json:"state"`
}

// joinScenes are the words for join_scene of groupchat/get; an event's JoinScene counts otherwise (reference §3.2).
var joinScenes = map[int]string{1: community.SceneInvite, 2: community.SceneLink, 3: community.SceneCode}

func (m member) neutral() channel.Member {
	out := channel.Member{Key: m.Key, Staff: m.Type == 1, Union: m.Union, JoinedAt: m.JoinedAt * 1000, Scene: joinScenes[m.Scene], Inviter: m.Inviter.User,
		Name: m.Nickname, State: m.State}
	if m.Name != "" {
		out.Name = m.Name
	}
	return out
}

// Groups lists a page of the groups of up to a hundred owners. next is "" at the end.
func (c *Client) Groups(ctx context.Context, owners []string, cursor string) (keys []string, next string, err error) {
	var reply struct {
		List []struct {
			Key string `json:"chat_id"`
		} `json:"group_chat_list"`
		Next string `json:"next_cursor"`
	}
	ask := map[string]any{"status_filter": 0, "owner_filter": map[string]any{"userid_list": owners}, "cursor": cursor, "limit": 1000}
	if err := c.post(ctx, "externalcontact/groupchat/list", ask, &reply); err != nil {
		return nil, "", err
	}
	for _, g := range reply.List {
		keys = append(keys, g.Key)
	}
	return keys, reply.Next, nil
}
