package sandbox

import (
	"encoding/json"
	"slices"
	"time"
)

// attachment is one part of a message beside its text.
type attachment struct {
	MsgType     string      `json:"msgtype"`
	Image       *attachPart `json:"image,omitempty"`
	Link        *attachPart `json:"link,omitempty"`
	MiniProgram *attachPart `json:"miniprogram,omitempty"`
	Video       *attachPart `json:"video,omitempty"`
	File        *attachPart `json:"file,omitempty"`
}

// attachPart has the fields of all kinds of attachments.
type attachPart struct {
	MediaID    string `json:"media_id,omitempty"`
	PicURL     string `json:"pic_url,omitempty"`
	Title      string `json:"title,omitempty"`
	Cover      string `json:"picurl,omitempty"`
	Desc       string `json:"desc,omitempty"`
	URL        string `json:"url,omitempty"`
	PicMediaID string `json:"pic_media_id,omitempty"`
	AppID      string `json:"appid,omitempty"`
	Page       string `json:"page,omitempty"`
}

func (a *attachment) part() *attachPart {
	switch a.MsgType {
	case "image":
		return a.Image
	case "link":
		return a.Link
	case "miniprogram":
		return a.MiniProgram
	case "video":
		return a.Video
	case "file":
		return a.File
	}
	return nil
}

// show puts a text and its attachments into a chat.
func (w *World) show(now int64, chat, from, words string, attached json.RawMessage, cause string) {
	if words != "" {
		w.speak(now, Message{Chat: chat, From: from, Kind: "text", Text: words, Cause: cause})
	}
	var all []attachment
	if len(attached) > 0 && json.Unmarshal(attached, &all) != nil {
		return
	}
	for _, a := range all {
		p := a.part()
		if p == nil {
			continue
		}
		m := Message{Chat: chat, From: from, Kind: a.MsgType, Title: p.Title, Text: p.Desc, URL: p.URL, Cause: cause}
		switch a.MsgType {
		case "image":
			m.Ref, m.URL = p.MediaID, p.PicURL
		case "miniprogram":
			m.Ref, m.Text = p.PicMediaID, p.Page
		case "video", "file":
			m.Ref = p.MediaID
			if f := w.media.get(p.MediaID); f != nil {
				m.Title = f.Name
			}
		}
		w.speak(now, m)
	}
}

// mayReach tells whether one more mass message may come to a person or group, by the policy of the corp.
func (w *World) mayReach(id string, now int64) bool {
	r := w.reaches.get(id)
	if r == nil {
		return true
	}
	t := time.UnixMilli(now).In(w.zone)
	month := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, w.zone)
	since, most := month, month.AddDate(0, 1, -1).Day()
	switch w.cfg().MassPolicy {
	case "weekly":
		since, most = time.UnixMilli(w.midnight(now)).AddDate(0, 0, -(int(t.Weekday())+6)%7), 7
	case "daily":
		since, most = time.UnixMilli(w.midnight(now)), 1
	case "legacy":
		most = 4
	}
	n := 0
	for _, at := range r.At {
		if at >= since.UnixMilli() {
			n++
		}
	}
	return n < most
}

func (w *World) reached(id string, now int64) {
	r := w.reaches.get(id)
	if r == nil {
		r = &Reach{ID: id}
	}
	r.At = append(slices.DeleteFunc(r.At, func(at int64) bool { return at < now-32*dayMS }), now)
	w.reaches.put(id, r)
}

// waiting lists the mass messages that a member has not confirmed, oldest first.
func (w *World) waiting(user, id string) []*Mass {
	var out []*Mass
	w.masses.each(func(m *Mass) {
		if t := m.task(user); t != nil && t.Sent == 0 && !t.Ignored && m.Cancelled == 0 && (id == "" || id == m.ID) {
			out = append(out, m)
		}
	})
	return out
}

func (m *Mass) task(user string) *Task {
	for _, t := range m.Tasks {
		if t.User == user {
			return t
		}
	}
	return nil
}

// confirm is a member who sends what waits for them: the one named, or all. People chooses among the recipients where that
// is allowed.
func (w *World) confirm(now int64, a *Act) (Outcome, error) {
	m, err := w.member(a.Staff)
	if err != nil {
		return Outcome{}, err
	}
	due := w.waiting(m.UserID, a.ID)
	if len(due) == 0 {
		return Outcome{}, ErrNothing
	}
	var chosen []string
	for _, name := range a.People {
		if g, err := w.group(name); err == nil {
			chosen = append(chosen, g.ID)
		} else if ids, err := w.somebodies([]string{name}); err == nil {
			chosen = append(chosen, ids...)
		} else {
			return Outcome{}, err
		}
	}
	out := Outcome{Staff: m.UserID}
	for _, mass := range due {
		w.send(now, mass, mass.task(m.UserID), chosen)
		out.List = append(out.List, mass.ID)
	}
	return out, nil
}

// send carries out the task of one member.
func (w *World) send(now int64, m *Mass, t *Task, chosen []string) {
	for _, to := range t.Targets {
		if len(chosen) > 0 && m.AllowSelect && !slices.Contains(chosen, to.ID) {
			continue
		}
		chat := to.ID
		if m.Group {
			if g := w.groups.get(to.ID); g == nil || g.Ended != 0 || g.Owner != t.User {
				to.Status, to.At = notFriend, now
				continue
			}
		} else {
			chat = pair(t.User, to.ID)
			if f := w.follow(t.User, to.ID); f == nil || f.Lost {
				to.Status, to.At = notFriend, now
				continue
			}
		}
		if !w.mayReach(to.ID, now) {
			to.Status, to.At = quotaSpent, now
			continue
		}
		to.Status, to.At = sent, now
		w.reached(to.ID, now)
		w.show(now, chat, t.User, m.Text, m.Attachments, "mass")
	}
	t.Sent = now
	w.masses.put(m.ID, m)
}

// ignoreMass is a member who does not send.
func (w *World) ignoreMass(_ int64, a *Act) (Outcome, error) {
	m, err := w.member(a.Staff)
	if err != nil {
		return Outcome{}, err
	}
	due := w.waiting(m.UserID, a.ID)
	if len(due) == 0 {
		return Outcome{}, ErrNothing
	}
	for _, mass := range due {
		mass.task(m.UserID).Ignored = true
		w.masses.put(mass.ID, mass)
	}
	return Outcome{Staff: m.UserID}, nil
}

// memberMass is a member who makes a mass message of their own, to all their customers or those named.
func (w *World) memberMass(now int64, a *Act) (Outcome, error) {
	m, err := w.member(a.Staff)
	if err != nil {
		return Outcome{}, err
	}
	ids, err := w.somebodies(a.People)
	if err != nil {
		return Outcome{}, err
	}
	t := &Task{User: m.UserID}
	for _, n := range w.byMember[m.UserID] {
		if len(ids) == 0 || slices.Contains(ids, n.follow.Person) {
			t.Targets = append(t.Targets, &Target{ID: n.follow.Person})
		}
	}
	mass := &Mass{ID: newID("msg"), Creator: m.UserID, Created: now, Text: a.Text, Tasks: []*Task{t}}
	w.send(now, mass, t, nil)
	return Outcome{Staff: m.UserID, ID: mass.ID}, nil
}
