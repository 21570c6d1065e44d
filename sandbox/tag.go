package sandbox

import "slices"

// tag finds a living tag by id or by name.
func (w *World) tag(name string) *Tag {
	if g := w.tagOf[name]; g != nil {
		for _, t := range g.Tags {
			if t.ID == name && !t.Deleted {
				return t
			}
		}
		return nil
	}
	var found *Tag
	w.tagGroups.each(func(g *TagGroup) {
		for _, t := range g.Tags {
			if t.Name == name && !t.Deleted && found == nil {
				found = t
			}
		}
	})
	return found
}

// mark adds tags to a relation or takes them away; it tells whether anything changed.
func (w *World) mark(f *Follow, ids []string, on bool) bool {
	before := len(f.Tags)
	if on {
		for _, id := range ids {
			if !slices.Contains(f.Tags, id) {
				f.Tags = append(f.Tags, id)
			}
		}
	} else {
		f.Tags = slices.DeleteFunc(f.Tags, func(id string) bool { return slices.Contains(ids, id) })
	}
	if len(f.Tags) == before {
		return false
	}
	w.changed(f)
	return true
}

// livingTags counts the tags of the corp.
func (w *World) livingTags() int {
	n := 0
	w.tagGroups.each(func(g *TagGroup) {
		for _, t := range g.Tags {
			if !t.Deleted {
				n++
			}
		}
	})
	return n
}

// tagGroup finds a living group of tags by name.
func (w *World) tagGroup(name string) *TagGroup {
	var found *TagGroup
	w.tagGroups.each(func(g *TagGroup) {
		if !g.Deleted && g.Name == name {
			found = g
		}
	})
	return found
}

// addTag puts a tag into a group; one of that name is given back as it is.
func (w *World) addTag(now int64, g *TagGroup, name string, order int64) *Tag {
	for _, t := range g.Tags {
		if t.Name == name && !t.Deleted {
			return t
		}
	}
	t := &Tag{ID: newID("et"), Name: name, Created: now, Order: order}
	g.Tags = append(g.Tags, t)
	w.tagOf[t.ID] = g
	return t
}

// deleteTag takes a tag from everybody; the group goes with its last tag.
func (w *World) deleteTag(g *TagGroup, t *Tag) {
	t.Deleted = true
	g.Deleted = !slices.ContainsFunc(g.Tags, func(t *Tag) bool { return !t.Deleted })
	w.tagGroups.put(g.ID, g)
	w.follows.each(func(f *Follow) {
		if slices.Contains(f.Tags, t.ID) {
			w.mark(f, []string{t.ID}, false)
		}
	})
}

func (w *World) tellTag(now int64, change, id, kind string) {
	w.tell(now, fact{"change_external_tag", change, id, nil, []node{text("Id", id), text("TagType", kind)}})
}

// newTag makes a tag in the console; Group names its group.
func (w *World) newTag(now int64, a *Act) (Outcome, error) {
	if a.Name == "" || a.Group == "" {
		return Outcome{}, ErrMissing.F("name, group")
	}
	g := w.tagGroup(a.Group)
	if g == nil {
		g = &TagGroup{ID: newID("et"), Name: a.Group, Created: now}
		w.tagGroups.put(g.ID, g)
		w.tellTag(now, "create", g.ID, "tag_group")
	}
	t := w.addTag(now, g, a.Name, int64(a.Number))
	w.tagGroups.put(g.ID, g)
	w.tellTag(now, "create", t.ID, "tag")
	return Outcome{ID: t.ID}, nil
}

// renameTag renames a tag in the console.
func (w *World) renameTag(now int64, a *Act) (Outcome, error) {
	t := w.tag(a.ID)
	if t == nil {
		return Outcome{}, ErrNoTag.F(a.ID)
	}
	t.Name = a.Name
	g := w.tagOf[t.ID]
	w.tagGroups.put(g.ID, g)
	w.tellTag(now, "update", t.ID, "tag")
	return Outcome{ID: t.ID}, nil
}

// delTag deletes a tag in the console.
func (w *World) delTag(now int64, a *Act) (Outcome, error) {
	t := w.tag(a.ID)
	if t == nil {
		return Outcome{}, ErrNoTag.F(a.ID)
	}
	g := w.tagOf[t.ID]
	w.deleteTag(g, t)
	w.tellTag(now, "delete", t.ID, "tag")
	if g.Deleted {
		w.tellTag(now, "delete", g.ID, "tag_group")
	}
	return Outcome{ID: t.ID}, nil
}
