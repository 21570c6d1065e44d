package wecom

import (
	"context"
	"slices"

	"qunli/channel"
	"qunli/outreach"
)

// Mass makes mass messages (reference §4.6). Nothing is sent until members confirm it in their client.
type Mass struct{ office *Office }

// Mass gives the office's mass messages.
func (o *Office) Mass() Mass { return Mass{o} }

// The most that one mass message is sent to, and the sizes of pages.
const (
	massPeople = 10_000
	massGroups = 2_000
	massList   = 100
	massPage   = 1000
)

// Limits gives how many people, or groups, one message takes.
func (m Mass) Limits() (people, groups int64) { return massPeople, massGroups }

// failure gives a refusal as package outreach understands it.
func failure(err error) error {
	if refused(err, codeCancelled, codeNoMass) {
		return outreach.ErrGone
	}
	return explain(err)
}

// Make asks a member to send.
func (m Mass) Make(ctx context.Context, c outreach.Call) (code string, failed []string, err error) {
	client, err := m.office.Client(ctx)
	if err != nil {
		return "", nil, err
	}
	body := message(c.Message)
	body["chat_type"], body["sender"], body["allow_select"] = chatType(c), c.Member, false
	if c.Grouped {
		body["chat_id_list"] = c.Targets
	} else {
		body["external_userid"] = c.Targets
	}
	var reply struct {
		Failed []string `json:"fail_list"`
		ID     string   `json:"msgid"`
	}
	err = client.post(ctx, "externalcontact/add_msg_template", body, &reply)
	return reply.ID, reply.Failed, failure(err)
}

func chatType(c outreach.Call) string {
	if c.Grouped {
		return "group"
	}
	return "single"
}

// Find looks for what was made since a moment: of the same text, for the same member and, where it is to people, for none but
// these. Of groups the server tells nothing until they are sent to.
func (m Mass) Find(ctx context.Context, c outreach.Call, since int64, known []string) (code string, failed []string, found bool, err error) {
	client, err := m.office.Client(ctx)
	if err != nil {
		return "", nil, false, err
	}
	until := m.office.db.Clock().Now().Unix()
	err = client.masses(ctx, chatType(c), since/1000, until+60, func(id string, told channel.Message) (bool, error) {
		if slices.Contains(known, id) || told.Text != c.Message.Text || len(told.Attachments) != len(c.Message.Attachments) {
			return true, nil
		}
		var err error
		if failed, found, err = client.asks(ctx, id, c); found {
			code = id
		}
		return !found, err
	})
	return code, failed, found, failure(err)
}

// masses calls f with the company's mass messages made in a time (unix seconds), until it says stop.
func (c *Client) masses(ctx context.Context, kind string, since, until int64, f func(id string, m channel.Message) (bool, error)) error {
	for cursor := ""; ; {
		var page struct {
			List []struct {
				ID   string `json:"msgid"`
				Text struct {
					Content string `json:"content"`
				} `json:"text"`
				Attachments []struct{} `json:"attachments"`
			} `json:"group_msg_list"`
			Next string `json:"next_cursor"`
		}
		ask := map[string]any{"chat_type": kind, "start_time": since, "end_time": until, "filter_type": 0, "limit": massList, "cursor": cursor}
		if err := c.post(ctx, "externalcontact/get_groupmsg_list_v2", ask, &page); err != nil {
			return err
		}
		for _, one := range page.List {
			m := channel.Message{Text: one.Text.Content, Attachments: make([]channel.Attachment, len(one.Attachments))}
			if more, err := f(one.ID, m); err != nil || !more {
				return err
			}
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

// asks tells whether a mass message asks the member for what is called for, and which targets it leaves out.
func (c *Client) asks(ctx context.Context, id string, call outreach.Call) (failed []string, found bool, err error) {
	members := 0
	err = c.massTasks(ctx, id, func(user string, _ int64) {
		members++
		found = found || user == call.Member
	})
	if err != nil || !found || members != 1 || call.Grouped {
		return nil, found && members == 1, err
	}
	there := map[string]bool{}
	err = c.massResults(ctx, id, call.Member, func(page []outreach.Result) error {
		for _, r := range page {
			there[r.Target] = true
		}
		return nil
	})
	ours := 0
	for _, t := range call.Targets {
		if there[t] {
			ours++
		} else {
			failed = append(failed, t)
		}
	}
	return failed, ours > 0 && ours == len(there), err
}

// massTasks calls f with the members who are asked, and when each confirmed, unix ms, 0 not yet.
func (c *Client) massTasks(ctx context.Context, id string, f func(user string, at int64)) error {
	for cursor := ""; ; {
		var page struct {
			List []struct {
				User   string `json:"userid"`
				Status int    `json:"status"` // 0 not sent, 2 sent
				At     int64  `json:"send_time"`
			} `json:"task_list"`
			Next string `json:"next_cursor"`
		}
		ask := map[string]any{"msgid": id, "limit": massPage, "cursor": cursor}
		if err := c.post(ctx, "externalcontact/get_groupmsg_task", ask, &page); err != nil {
			return err
		}
		for _, one := range page.List {
			if one.Status != massSent {
				one.At = 0
			}
			f(one.User, one.At*1000)
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

// massSent is the status of a task that its member has confirmed.
const massSent = 2

// massOutcomes are the statuses of recipients.
var massOutcomes = map[int]outreach.Outcome{0: outreach.Held, 1: outreach.Sent, 2: outreach.NotContact, 3: outreach.OverLimit}

// massResults calls f with pages of what became of a member's recipients.
func (c *Client) massResults(ctx context.Context, id, user string, f func([]outreach.Result) error) error {
	for cursor := ""; ; {
		var page struct {
			List []struct {
				Person string `json:"external_userid"`
				Chat   string `json:"chat_id"`
				Status int    `json:"status"`
				At     int64  `json:"send_time"`
			} `json:"send_list"`
			Next string `json:"next_cursor"`
		}
		ask := map[string]any{"msgid": id, "userid": user, "limit": massPage, "cursor": cursor}
		if err := c.post(ctx, "externalcontact/get_groupmsg_send_result", ask, &page); err != nil {
			return err
		}
		out := make([]outreach.Result, len(page.List))
		for n, one := range page.List {
			out[n] = outreach.Result{Target: one.Person + one.Chat, Outcome: massOutcomes[one.Status], At: one.At * 1000}
			if out[n].Outcome == "" {
				out[n].Outcome = outreach.Failed
			}
		}
		if err := f(out); err != nil {
			return err
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

// Confirmed gives when the member confirmed, ms; 0 not yet.
func (m Mass) Confirmed(ctx context.Context, code, member string) (at int64, err error) {
	client, err := m.office.Client(ctx)
	if err != nil {
		return 0, err
	}
	err = client.massTasks(ctx, code, func(user string, sent int64) {
		if user == member {
			at = sent
		}
	})
	return at, failure(err)
}

// Results calls f with pages of what became of a member's recipients.
func (m Mass) Results(ctx context.Context, code, member string, f func([]outreach.Result) error) error {
	client, err := m.office.Client(ctx)
	if err != nil {
		return err
	}
	return failure(client.massResults(ctx, code, member, f))
}

// Remind has the server remind whoever has not confirmed: three times in a day at most (41094).
func (m Mass) Remind(ctx context.Context, code string) error {
	return m.of(ctx, "externalcontact/remind_groupmsg_send", code)
}

// Cancel withdraws what has not been confirmed.
func (m Mass) Cancel(ctx context.Context, code string) error {
	return m.of(ctx, "externalcontact/cancel_groupmsg_send", code)
}

func (m Mass) of(ctx context.Context, path, code string) error {
	client, err := m.office.Client(ctx)
	if err != nil {
		return err
	}
	return failure(client.post(ctx, path, map[string]any{"msgid": code}, nil))
}

var _ outreach.Mass = Mass{}
