package sandbox

import "encoding/json"

// sendWelcome greets a customer who has just been added: once, within the life of the code, whoever comes first.
func (c *call) sendWelcome() (m, error) {
	var in struct {
		Code        string          `json:"welcome_code"`
		Text        content         `json:"text"`
		Attachments json.RawMessage `json:"attachments"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if in.Code == "" {
		return nil, no(41049)
	}
	code := c.w.welcomes.get(in.Code)
	if code == nil || !c.w.sees(c.app, code.User) {
		return nil, no(41050)
	}
	f := c.w.follow(code.User, code.Person)
	switch {
	case code.Answered != 0:
		return nil, no(41051)
	case c.now >= code.Born+c.s.CodeSeconds*1000:
		return nil, no(41050)
	case f == nil || f.Chatted >= code.Born:
		return nil, no(41051)
	case c.w.people.get(code.Person).Archived == 2:
		return nil, no(41053)
	}
	if err := c.checkContent(in.Text.Content, in.Attachments, 4000); err != nil {
		return nil, err
	}
	code.Answered, code.App = c.now, c.app.AgentID
	c.w.welcomes.put(code.Code, code)
	if f.Half {
		f.Welcomed = true
		c.w.changed(f)
	}
	c.w.count(func(n *Counts) { n.Welcomed++ })
	c.w.trace.wait(c.now - code.Born)
	c.w.show(c.now, pair(code.User, code.Person), code.User, in.Text.Content, in.Attachments, "welcome")
	return nil, nil
}

// templateInput is a welcome of groups as it is given.
type templateInput struct {
	ID     string  `json:"template_id"`
	Text   content `json:"text"`
	Notify *int    `json:"notify"`
}

// fillTemplate checks a welcome of groups and puts it into t. Of its attachments the first counts.
func (c *call) fillTemplate(t *Template, in *templateInput, most int) error {
	var body map[string]json.RawMessage
	if json.Unmarshal(c.body, &body) != nil {
		return no(40058)
	}
	if len(in.Text.Content) > most {
		return no(45002)
	}
	kept := map[string]json.RawMessage{}
	if in.Text.Content != "" {
		kept["text"] = body["text"]
	}
	for _, kind := range []string{"image", "link", "miniprogram", "file", "video"} {
		if body[kind] == nil {
			continue
		}
		a := attachment{MsgType: kind}
		p := &attachPart{}
		if json.Unmarshal(body[kind], p) != nil {
			return no(40058)
		}
		a.Image, a.Link, a.MiniProgram, a.File, a.Video = p, p, p, p, p
		if err := c.checkAttachment(&a); err != nil {
			return err
		}
		kept[kind] = body[kind]
		if kind == "image" {
			pic, _ := json.Marshal(m{"pic_url": c.base + "/media/" + p.MediaID})
			kept[kind] = pic
		}
		break
	}
	if len(kept) == 0 {
		return no(44004)
	}
	t.Text, t.Notify = in.Text.Content, in.Notify == nil || *in.Notify == 1
	t.Body, _ = json.Marshal(kept)
	return nil
}

func (c *call) templateAdd() (m, error) {
	var in templateInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if len(c.w.templates.all) >= c.s.TemplateMost {
		return nil, no(41055)
	}
	t := &Template{ID: newID("msg"), App: c.app.AgentID}
	if err := c.fillTemplate(t, &in, 3000); err != nil {
		return nil, err
	}
	c.w.templates.put(t.ID, t)
	return m{"template_id": t.ID}, nil
}

// template finds the one that is asked for; only the app that made it may touch it.
func (c *call) template() (*Template, *templateInput, error) {
	var in templateInput
	if err := c.read(&in); err != nil {
		return nil, nil, err
	}
	t := c.w.templates.get(in.ID)
	if t == nil {
		return nil, nil, no(40058)
	}
	if t.App != c.app.AgentID && !c.app.System {
		return nil, nil, no(41058)
	}
	return t, &in, nil
}

func (c *call) templateEdit() (m, error) {
	t, in, err := c.template()
	if err != nil {
		return nil, err
	}
	if err := c.fillTemplate(t, in, 4000); err != nil {
		return nil, err
	}
	c.w.templates.put(t.ID, t)
	return nil, nil
}

func (c *call) templateGet() (m, error) {
	t, _, err := c.template()
	if err != nil {
		return nil, err
	}
	out := m{}
	if err := json.Unmarshal(t.Body, &out); err != nil {
		return nil, err
	}
	return out, nil
}

func (c *call) templateDel() (m, error) {
	t, _, err := c.template()
	if err != nil {
		return nil, err
	}
	c.w.templates.drop(t.ID)
	return nil, nil
}
