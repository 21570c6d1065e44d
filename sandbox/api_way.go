package sandbox

import (
	"encoding/json"
)

// wayInput is a contact way as it is given: what is absent stays as it was.
type wayInput struct {
	Config      string          `json:"config_id"`
	Type        *int            `json:"type"`
	Scene       *int            `json:"scene"`
	Style       *int            `json:"style"`
	Remark      *string         `json:"remark"`
	SkipVerify  *bool           `json:"skip_verify"`
	State       *string         `json:"state"`
	Users       *[]string       `json:"user"`
	Parties     *[]int          `json:"party"`
	Temp        bool            `json:"is_temp"`
	Expires     *int64          `json:"expires_in"`
	ChatExpires *int64          `json:"chat_expires_in"`
	UnionID     *string         `json:"unionid"`
	Exclusive   *bool           `json:"is_exclusive"`
	Conclusions json.RawMessage `json:"conclusions"`
}

// fill puts what was given into a way.
func (in *wayInput) fill(v *Way) {
	set(&v.Style, in.Style)
	set(&v.Remark, in.Remark)
	set(&v.SkipVerify, in.SkipVerify)
	set(&v.State, in.State)
	set(&v.Users, in.Users)
	set(&v.Parties, in.Parties)
	set(&v.Expires, in.Expires)
	set(&v.ChatExpires, in.ChatExpires)
	set(&v.UnionID, in.UnionID)
	set(&v.Exclusive, in.Exclusive)
	if in.Conclusions != nil {
		v.Conclusions = in.Conclusions
	}
}

// checkWay tells what is wrong with a way.
func (c *call) checkWay(v *Way) error {
	if runes(v.Remark) > 30 || runes(v.State) > 30 {
		return no(40058)
	}
	styles := 3
	if v.Type == 2 {
		styles = 2
	}
	if v.Scene == 1 && (v.Style < 0 || v.Style > styles) {
		return no(41042)
	}
	if v.Type == 1 && (len(v.Users) != 1 || len(v.Parties) > 0) || len(v.Users)+len(v.Parties) == 0 {
		return no(40058)
	}
	for _, p := range v.Parties {
		if c.w.departments.get(jsonNumber(p)) == nil {
			return no(60123)
		}
	}
	all := c.w.expand(v.Users, v.Parties)
	if len(all) > 100 {
		return no(41041)
	}
	for _, id := range v.Users {
		u, err := c.user(id)
		switch {
		case err != nil:
			return err
		case u.Status != active:
			return no(41054)
		case u.Unverified:
			return no(40098)
		case !u.Service:
			return no(84074)
		}
	}
	const most = 14 * 24 * 3600
	if v.Expires < 0 || v.Expires > most || v.ChatExpires < 0 || v.ChatExpires > most {
		return no(40058)
	}
	return nil
}

func (c *call) wayAdd() (m, error) {
	var in wayInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	switch {
	case in.Type == nil:
		return nil, no(41037)
	case in.Scene == nil:
		return nil, no(41038)
	case *in.Type != 1 && *in.Type != 2:
		return nil, no(41039)
	case *in.Scene != 1 && *in.Scene != 2:
		return nil, no(41040)
	case in.Temp && *in.Type != 1:
		return nil, no(40058)
	}
	v := &Way{Config: plainLetters(32), App: c.app.AgentID, Type: *in.Type, Scene: *in.Scene, SkipVerify: true, Temp: in.Temp,
		Expires: 7 * 24 * 3600, ChatExpires: 24 * 3600, Created: c.now}
	in.fill(v)
	if err := c.checkWay(v); err != nil {
		return nil, err
	}
	if !v.Temp && len(c.w.ways.all)+len(c.w.joinWays.all) >= c.s.WayMost {
		return nil, no(41045)
	}
	c.w.ways.put(v.Config, v)
	out := m{"config_id": v.Config}
	if v.Scene == 2 {
		out["qr_code"] = c.picture(v.Config)
	}
	return out, nil
}

// picture is the address of the picture of a code.
func (c *call) picture(config string) string { return c.base + "/q/" + config }

// way finds a way of this app.
func (c *call) way(config string) (*Way, error) {
	if config == "" {
		return nil, no(41043)
	}
	v := c.w.ways.get(config)
	if v == nil || v.App != c.app.AgentID && !c.app.System {
		return nil, no(41044)
	}
	return v, nil
}

func (c *call) wayGet() (m, error) {
	var in wayInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	v, err := c.way(in.Config)
	if err != nil {
		return nil, err
	}
	out := m{"config_id": v.Config, "type": v.Type, "scene": v.Scene, "style": v.Style, "remark": v.Remark, "skip_verify": v.SkipVerify,
		"state": v.State, "user": orNone(v.Users), "party": v.Parties, "is_temp": v.Temp, "expires_in": v.Expires,
		"chat_expires_in": v.ChatExpires, "unionid": v.UnionID, "is_exclusive": v.Exclusive}
	if v.Parties == nil {
		out["party"] = []int{}
	}
	if v.Scene == 2 {
		out["qr_code"] = c.picture(v.Config)
	}
	if v.Conclusions != nil {
		out["conclusions"] = v.Conclusions
	}
	return m{"contact_way": out}, nil
}

func (c *call) wayList() (m, error) {
	var in struct {
		Start  int64  `json:"start_time"`
		End    int64  `json:"end_time"`
		Cursor string `json:"cursor"`
		Limit  int    `json:"limit"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if in.Start == 0 {
		in.Start = c.now/1000 - 90*24*3600
	}
	if in.End == 0 {
		in.End = c.now/1000 + 1
	}
	var last int64
	if err := place(in.Cursor, &last); err != nil {
		return nil, err
	}
	limit, list, next := clamp(in.Limit, 100, 1000), []m{}, ""
	c.w.ways.from(last, func(_ string, seq int64, v *Way) bool {
		if v.Temp || v.App != c.app.AgentID && !c.app.System || v.Created < in.Start*1000 || v.Created > in.End*1000+999 {
			return true
		}
		if len(list) == limit {
			next = cursor(last)
			return false
		}
		last = seq
		list = append(list, m{"config_id": v.Config})
		return true
	})
	return m{"contact_way": list, "next_cursor": next}, nil
}

func (c *call) wayUpdate() (m, error) {
	var in wayInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	v, err := c.way(in.Config)
	if err != nil {
		return nil, err
	}
	changed := *v
	in.fill(&changed)
	if err := c.checkWay(&changed); err != nil {
		return nil, err
	}
	*v = changed
	c.w.ways.put(v.Config, v)
	return nil, nil
}

func (c *call) wayDel() (m, error) {
	var in wayInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	v, err := c.way(in.Config)
	if err != nil {
		return nil, err
	}
	c.w.ways.drop(v.Config)
	return nil, nil
}

// joinInput is a join way as it is given.
type joinInput struct {
	Config   string   `json:"config_id"`
	Scene    int      `json:"scene"`
	Remark   string   `json:"remark"`
	Auto     *int     `json:"auto_create_room"`
	BaseName string   `json:"room_base_name"`
	BaseID   int      `json:"room_base_id"`
	Chats    []string `json:"chat_id_list"`
	State    string   `json:"state"`
}

// fill overwrites a join way with what was given.
func (c *call) fillJoin(v *JoinWay, in *joinInput) error {
	switch {
	case in.Scene == 0:
		return no(41038)
	case in.Scene != 1 && in.Scene != 2:
		return no(41040)
	case len(in.Chats) == 0:
		return no(40063)
	case len(in.Chats) > 5:
		return no(41091)
	case runes(in.State) > 30 || runes(in.BaseName) > 40:
		return no(40058)
	}
	for _, id := range in.Chats {
		g := c.w.groups.get(id)
		if g == nil || g.Ended != 0 {
			return no(86001)
		}
		if !c.w.sees(c.app, g.Owner) {
			return no(60011)
		}
	}
	v.Scene, v.Remark, v.Auto = in.Scene, clip(in.Remark, 30), in.Auto == nil || *in.Auto == 1
	v.BaseName, v.BaseID, v.Chats, v.State, v.Made = in.BaseName, in.BaseID, in.Chats, in.State, 0
	return nil
}

func (c *call) joinAdd() (m, error) {
	var in joinInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	v := &JoinWay{Config: plainLetters(32), App: c.app.AgentID, Created: c.now}
	if err := c.fillJoin(v, &in); err != nil {
		return nil, err
	}
	if len(c.w.ways.all)+len(c.w.joinWays.all) >= c.s.WayMost {
		return nil, no(41045)
	}
	c.w.joinWays.put(v.Config, v)
	return m{"config_id": v.Config}, nil
}

// join finds a join way of this app.
func (c *call) join() (*JoinWay, *joinInput, error) {
	var in joinInput
	if err := c.read(&in); err != nil {
		return nil, nil, err
	}
	if in.Config == "" {
		return nil, nil, no(41043)
	}
	v := c.w.joinWays.get(in.Config)
	if v == nil || v.App != c.app.AgentID {
		return nil, nil, no(41044)
	}
	return v, &in, nil
}

func (c *call) joinGet() (m, error) {
	v, _, err := c.join()
	if err != nil {
		return nil, err
	}
	auto := 0
	if v.Auto {
		auto = 1
	}
	out := m{"config_id": v.Config, "scene": v.Scene, "remark": v.Remark, "auto_create_room": auto, "room_base_name": v.BaseName,
		"room_base_id": v.BaseID, "chat_id_list": v.Chats, "state": v.State}
	if v.Scene == 2 {
		out["qr_code"] = c.picture(v.Config)
	}
	return m{"join_way": out}, nil
}

func (c *call) joinUpdate() (m, error) {
	v, in, err := c.join()
	if err != nil {
		return nil, err
	}
	if err := c.fillJoin(v, in); err != nil {
		return nil, err
	}
	c.w.joinWays.put(v.Config, v)
	return nil, nil
}

func (c *call) joinDel() (m, error) {
	v, _, err := c.join()
	if err != nil {
		return nil, err
	}
	c.w.joinWays.drop(v.Config)
	return nil, nil
}
