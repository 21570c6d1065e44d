package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
)

func (c *call) messageSend() (m, error) {
	var in struct {
		Users   string `json:"touser"`
		Parties string `json:"toparty"`
		Tags    string `json:"totag"`
		Type    string `json:"msgtype"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	var body map[string]json.RawMessage
	if json.Unmarshal(c.body, &body) != nil {
		return nil, no(40058)
	}
	kinds := []string{"text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown", "miniprogram_notice", "template_card"}
	switch {
	case in.Users == "" && in.Parties == "" && in.Tags == "":
		return nil, no(82001)
	case !slices.Contains(kinds, in.Type):
		return nil, no(40008)
	case body[in.Type] == nil:
		return nil, no(44004)
	case strings.Trim(string(body["agentid"]), `"`) != c.app.AgentID:
		return nil, no(40056)
	}
	to, bad := c.receivers(in.Users, in.Parties)
	if len(to) == 0 {
		return m{"invaliduser": strings.ToLower(strings.Join(bad, "|"))}, no(81013)
	}
	one := &AppMessage{ID: letters(40), App: c.app.AgentID, To: to, At: c.now, Kind: in.Type, Body: body[in.Type]}
	c.w.appMessages.put(one.ID, one)
	return m{"invaliduser": strings.ToLower(strings.Join(bad, "|")), "invalidparty": "", "invalidtag": "", "msgid": one.ID}, nil
}

// receivers lists the members that a message goes to, and the names that mean nobody.
func (c *call) receivers(users, parties string) (to, bad []string) {
	if users == "@all" {
		c.w.members.each(func(u *Member) {
			if u.Status != quit && c.w.sees(c.app, u.UserID) {
				to = append(to, u.UserID)
			}
		})
		return to, nil
	}
	for id := range strings.SplitSeq(users, "|") {
		if id == "" {
			continue
		}
		if _, err := c.user(id); err != nil {
			bad = append(bad, id)
		} else {
			to = append(to, id)
		}
	}
	var numbers []int
	for id := range strings.SplitSeq(parties, "|") {
		if d := c.w.departments.get(id); d != nil {
			numbers = append(numbers, d.ID)
		}
	}
	for _, id := range c.w.expand(nil, numbers) {
		if c.w.sees(c.app, id) && !slices.Contains(to, id) {
			to = append(to, id)
		}
	}
	return to, bad
}

func (c *call) messageRecall() (m, error) {
	var in struct {
		ID string `json:"msgid"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	one := c.w.appMessages.get(in.ID)
	if one == nil || one.App != c.app.AgentID || c.now > one.At+dayMS {
		return nil, no(41047)
	}
	c.w.appMessages.drop(in.ID)
	return nil, nil
}
