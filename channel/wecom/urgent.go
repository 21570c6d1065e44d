package wecom

import (
	"context"
	"time"

	"qunli/automation"
	"qunli/channel"
)

// welcomeLife is how long a welcome code can be used (reference §4.6), less what the way here may have taken.
const welcomeLife = 19 * time.Second

// Inbound makes what the inbox takes of an opened callback. What cannot be read is taken all the same, and fails where people
// see it.
func Inbound(text []byte) channel.Inbound {
	in := channel.Inbound{Channel: Name, Payload: text}
	e, err := ReadEvent(text)
	if err != nil {
		return in
	}
	in.Kind, in.Subject = e.Change, e.Subject()
	if e.Welcome != "" && e.Person != "" {
		in.Urgent, in.Life = &channel.Urgent{Code: e.Welcome, Person: e.Person, Staff: e.User, State: e.State}, welcomeLife
	}
	return in
}

// Greet sends a greeting by its code.
func (o *Office) Greet(ctx context.Context, code string, m channel.Message) error {
	client, err := o.Client(ctx)
	if err != nil {
		return err
	}
	err = client.Welcome(ctx, code, m)
	switch {
	case refused(err, codeWelcomeOld):
		return automation.ErrLate
	case refused(err, codeWelcomed, codeWelcoming):
		return automation.ErrTaken
	}
	return explain(err)
}

// Welcome answers a welcome code.
func (c *Client) Welcome(ctx context.Context, code string, m channel.Message) error {
	body := message(m)
	body["welcome_code"] = code
	return c.post(ctx, "externalcontact/send_welcome_msg", body, nil)
}

// message spells a message as the API does (reference §4.6).
func message(m channel.Message) map[string]any {
	out := map[string]any{}
	if m.Text != "" {
		out["text"] = map[string]any{"content": m.Text}
	}
	var list []map[string]any
	for _, a := range m.Attachments {
		list = append(list, map[string]any{"msgtype": a.Kind, a.Kind: attachment(a)})
	}
	if len(list) > 0 {
		out["attachments"] = list
	}
	return out
}

func attachment(a channel.Attachment) map[string]any {
	all := map[string]map[string]any{
		"image":       {"media_id": a.Media, "pic_url": a.Picture},
		"video":       {"media_id": a.Media},
		"file":        {"media_id": a.Media},
		"link":        {"title": a.Title, "picurl": a.Picture, "desc": a.Text, "url": a.URL},
		"miniprogram": {"title": a.Title, "pic_media_id": a.Media, "appid": a.App, "page": a.Page},
	}
	out := map[string]any{}
	for name, value := range all[a.Kind] {
		if value != "" {
			out[name] = value
		}
	}
	return out
}
