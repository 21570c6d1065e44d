package sandbox

import (
	"encoding/json"
	"slices"
)

// publish is a member who publishes the moments that wait: the one named, or all.
func (w *World) publish(now int64, a *Act) (Outcome, error) {
	m, err := w.member(a.Staff)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Staff: m.UserID}
	for _, one := range w.unpublished(m.UserID) {
		if a.ID != "" && a.ID != one.ID {
			continue
		}
		t := one.task(m.UserID)
		for _, to := range t.Targets {
			f := w.follow(m.UserID, to.ID)
			switch {
			case f == nil || f.Lost:
				to.Status = notFriend
			case w.cfg().MomentDaily > 0 && w.seenToday(to.ID, now) >= w.cfg().MomentDaily:
				to.Status = quotaSpent
			default:
				to.Status = sent
			}
			to.At = now
		}
		t.Sent = now
		w.moments.put(one.ID, one)
		out.List = append(out.List, one.ID)
	}
	if len(out.List) == 0 {
		return Outcome{}, ErrNothing
	}
	return out, nil
}

func (one *Moment) task(user string) *Task {
	for _, t := range one.Tasks {
		if t.User == user {
			return t
		}
	}
	return nil
}

// unpublished lists the moments that wait for a member.
func (w *World) unpublished(user string) []*Moment {
	var out []*Moment
	w.moments.each(func(one *Moment) {
		if t := one.task(user); t != nil && t.Sent == 0 && one.Cancelled == 0 {
			out = append(out, one)
		}
	})
	return out
}

// seenToday counts the moments that somebody got on the day of now.
func (w *World) seenToday(person string, now int64) int {
	n := 0
	w.moments.each(func(one *Moment) {
		for _, t := range one.Tasks {
			for _, to := range t.Targets {
				if to.ID == person && to.Status == sent && to.At >= w.midnight(now) {
					n++
				}
			}
		}
	})
	return n
}

// shows tells whether somebody sees the moment of a member.
func (t *Task) shows(person string) bool {
	return slices.ContainsFunc(t.Targets, func(to *Target) bool { return to.ID == person && to.Status == sent })
}

// like and comment are a customer who answers to a moment.
func (w *World) like(now int64, a *Act) (Outcome, error) {
	return w.answerMoment(a, func(one *Moment, user, person string) {
		r := Remark{User: user, By: person, At: now}
		if i := slices.IndexFunc(one.Likes, func(r Remark) bool { return r.User == user && r.By == person }); i >= 0 {
			one.Likes = slices.Delete(one.Likes, i, i+1) // a second time takes it back
			return
		}
		one.Likes = append(one.Likes, r)
	})
}

func (w *World) comment(now int64, a *Act) (Outcome, error) {
	return w.answerMoment(a, func(one *Moment, user, person string) {
		one.Comments = append(one.Comments, Remark{User: user, By: person, At: now, Text: a.Text})
	})
}

func (w *World) answerMoment(a *Act, f func(one *Moment, user, person string)) (Outcome, error) {
	p, m, err := w.both(a)
	if err != nil {
		return Outcome{}, err
	}
	one := w.moments.get(a.ID)
	if one == nil || one.task(m.UserID) == nil || !one.task(m.UserID).shows(p.ID) {
		return Outcome{}, ErrNothing
	}
	f(one, m.UserID, p.ID)
	w.moments.put(one.ID, one)
	return Outcome{Person: p.ID, Staff: m.UserID, ID: one.ID}, nil
}

// feed is what somebody sees of moments, the newest first.
func (w *World) feed(p *Person) []m {
	list := []m{}
	w.moments.each(func(one *Moment) {
		for _, t := range one.Tasks {
			if one.Cancelled == 0 && t.Sent != 0 && t.shows(p.ID) {
				list = append(list, w.momentView(one, t, p.ID))
			}
		}
	})
	return newestFirst(list)
}

func (w *World) momentView(one *Moment, t *Task, person string) m {
	pictures := []string{}
	v := m{"id": one.ID, "at": t.Sent, "staff": t.User, "name": w.nameOf(t.User), "text": one.Text}
	var all []attachment
	if json.Unmarshal(one.Attachments, &all) == nil {
		for _, a := range all {
			switch {
			case a.MsgType == "image" && a.Image != nil:
				pictures = append(pictures, "/media/"+a.Image.MediaID)
			case a.MsgType == "link" && a.Link != nil:
				v["url"], v["title"] = a.Link.URL, a.Link.Title
			}
		}
	}
	v["pictures"] = pictures
	likes, mine, comments := []string{}, false, []m{}
	for _, r := range one.Likes {
		if r.User == t.User {
			likes = append(likes, w.nameOf(r.By))
			mine = mine || r.By == person
		}
	}
	for _, r := range one.Comments {
		if r.User == t.User {
			comments = append(comments, m{"name": w.nameOf(r.By), "text": r.Text})
		}
	}
	v["likes"], v["liked"], v["comments"] = likes, mine, comments
	return v
}

// momentsDue is what waits for a member to publish.
func (w *World) momentsDue(u *Member) []m {
	list := []m{}
	for _, one := range w.unpublished(u.UserID) {
		v := w.momentView(one, one.task(u.UserID), "")
		v["at"], v["count"] = one.Created, len(one.task(u.UserID).Targets)
		list = append(list, v)
	}
	return list
}
