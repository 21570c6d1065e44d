package sandbox

import (
	"slices"
	"strconv"
)

func jsonNumber(n int) string { return strconv.Itoa(n) }

// tagGroupView shows a group of tags; ask tells whether a tag shall be shown, gone whether deleted ones are.
func tagGroupView(g *TagGroup, gone bool, ask func(t *Tag) bool) m {
	tags := []m{}
	for _, t := range g.Tags {
		if t.Deleted && !gone || !ask(t) {
			continue
		}
		v := m{"id": t.ID, "name": t.Name, "create_time": t.Created / 1000, "order": t.Order}
		if t.Deleted {
			v["deleted"] = true
		}
		tags = append(tags, v)
	}
	slices.SortStableFunc(tags, func(a, b m) int { return int(b["order"].(int64) - a["order"].(int64)) })
	v := m{"group_id": g.ID, "group_name": g.Name, "create_time": g.Created / 1000, "order": g.Order, "tag": tags}
	if g.Deleted && gone {
		v["deleted"] = true
	}
	return v
}

func (c *call) tagList() (m, error) {
	var in struct {
		Tags   []string `json:"tag_id"`
		Groups []string `json:"group_id"`
	}
	if len(c.body) > 0 {
		if err := c.read(&in); err != nil {
			return nil, err
		}
	}
	list := []m{}
	byGroup, byTag := len(in.Groups) > 0, len(in.Groups) == 0 && len(in.Tags) > 0
	c.w.tagGroups.each(func(g *TagGroup) {
		switch {
		case byGroup:
			if slices.Contains(in.Groups, g.ID) {
				list = append(list, tagGroupView(g, true, func(*Tag) bool { return true }))
			}
		case byTag:
			wanted := func(t *Tag) bool { return slices.Contains(in.Tags, t.ID) }
			if slices.ContainsFunc(g.Tags, wanted) {
				list = append(list, tagGroupView(g, true, wanted))
			}
		case !g.Deleted:
			list = append(list, tagGroupView(g, false, func(*Tag) bool { return true }))
		}
	})
	slices.SortStableFunc(list, func(a, b m) int { return int(b["order"].(int64) - a["order"].(int64)) })
	return m{"tag_group": list}, nil
}

const mostOrder = 1<<32 - 1

func (c *call) tagAdd() (m, error) {
	var in struct {
		ID    string `json:"group_id"`
		Name  string `json:"group_name"`
		Order int64  `json:"order"`
		Tags  []struct {
			Name  string `json:"name"`
			Order int64  `json:"order"`
		} `json:"tag"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if in.ID == "" && in.Name == "" || len(in.Tags) == 0 {
		return nil, no(40063)
	}
	if runes(in.Name) > 30 || in.Order < 0 || in.Order > mostOrder {
		return nil, no(40058)
	}
	for _, t := range in.Tags {
		if t.Name == "" || runes(t.Name) > 30 || t.Order < 0 || t.Order > mostOrder {
			return nil, no(40058)
		}
	}
	g := c.w.tagGroup(in.Name)
	if in.ID != "" {
		if g = c.w.tagGroups.get(in.ID); g == nil || g.Deleted {
			return nil, no(40068)
		}
	}
	if c.w.livingTags()+len(in.Tags) > c.s.TagMost {
		return nil, no(40126)
	}
	if g == nil {
		g = &TagGroup{ID: newID("et"), Name: in.Name, Created: c.now, Order: in.Order, App: c.app.AgentID}
	}
	var made []*Tag
	for _, t := range in.Tags {
		if one := c.w.addTag(c.now, g, t.Name, t.Order); !slices.Contains(made, one) {
			made = append(made, one)
		}
	}
	c.w.tagGroups.put(g.ID, g)
	return m{"tag_group": tagGroupView(g, false, func(t *Tag) bool { return slices.Contains(made, t) })}, nil
}

// ownGroup tells whether the app may change a group of tags.
func (c *call) own(g *TagGroup) error {
	if g.App != c.app.AgentID && !c.app.System {
		return no(48002)
	}
	return nil
}

func (c *call) tagEdit() (m, error) {
	var in struct {
		ID    string  `json:"id"`
		Name  *string `json:"name"`
		Order *int64  `json:"order"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if in.ID == "" {
		return nil, no(40068)
	}
	if in.Name != nil && (*in.Name == "" || runes(*in.Name) > 30) || in.Order != nil && (*in.Order < 0 || *in.Order > mostOrder) {
		return nil, no(40058)
	}
	if g := c.w.tagGroups.get(in.ID); g != nil && !g.Deleted {
		if err := c.own(g); err != nil {
			return nil, err
		}
		if other := c.tagGroupNamed(in.Name); other != nil && other != g {
			return nil, refusal{40058, "tag group name exists"}
		}
		set(&g.Name, in.Name)
		set(&g.Order, in.Order)
		c.w.tagGroups.put(g.ID, g)
		return nil, nil
	}
	t := c.w.tag(in.ID)
	if t == nil || t.ID != in.ID {
		return nil, no(40068)
	}
	g := c.w.tagOf[t.ID]
	if err := c.own(g); err != nil {
		return nil, err
	}
	if in.Name != nil && slices.ContainsFunc(g.Tags, func(o *Tag) bool { return o != t && !o.Deleted && o.Name == *in.Name }) {
		return nil, refusal{40058, "tag name exists"}
	}
	set(&t.Name, in.Name)
	set(&t.Order, in.Order)
	c.w.tagGroups.put(g.ID, g)
	return nil, nil
}

func (c *call) tagGroupNamed(name *string) *TagGroup {
	if name == nil {
		return nil
	}
	return c.w.tagGroup(*name)
}

func (c *call) tagDel() (m, error) {
	var in struct {
		Tags   []string `json:"tag_id"`
		Groups []string `json:"group_id"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if len(in.Tags)+len(in.Groups) == 0 {
		return nil, no(40063)
	}
	due := []*Tag{}
	for _, id := range in.Tags {
		t := c.w.tag(id)
		if t == nil || t.ID != id {
			return nil, no(40068)
		}
		due = append(due, t)
	}
	for _, id := range in.Groups {
		g := c.w.tagGroups.get(id)
		if g == nil || g.Deleted {
			return nil, no(40068)
		}
		for _, t := range g.Tags {
			if !t.Deleted {
				due = append(due, t)
			}
		}
	}
	for _, t := range due {
		if err := c.own(c.w.tagOf[t.ID]); err != nil {
			return nil, err
		}
	}
	for _, t := range due {
		c.w.deleteTag(c.w.tagOf[t.ID], t)
	}
	return nil, nil
}

func (c *call) tagMark() (m, error) {
	var in struct {
		User   string   `json:"userid"`
		Person string   `json:"external_userid"`
		Add    []string `json:"add_tag"`
		Remove []string `json:"remove_tag"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if len(in.Add)+len(in.Remove) == 0 {
		return nil, no(40063)
	}
	f, err := c.relation(in.User, in.Person)
	if err != nil {
		return nil, err
	}
	for _, id := range append(slices.Clone(in.Add), in.Remove...) {
		if c.w.tagOf[id] == nil || c.w.tag(id) == nil {
			return nil, no(40068)
		}
	}
	c.w.mark(f, in.Remove, false)
	c.w.mark(f, in.Add, true)
	return nil, nil
}
