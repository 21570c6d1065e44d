package wecom

import (
	"context"

	"qunli/succession"
)

// Succession hands customers and groups on in WeCom (reference §4.9).
type Succession struct{ Office *Office }

// Name is the channel's.
func (Succession) Name() string { return Name }

// underway are the refusals which say that a customer is being handed on already.
var underway = []int{40100, 40129}

// coded gives what one object was refused with, nil when it was not.
func coded(api string, code int) error {
	if code == 0 {
		return nil
	}
	err := error(&Refusal{API: api, Code: code})
	if refused(err, underway...) {
		return succession.ErrUnderway
	}
	return explain(err)
}

// Hand asks for customers to be handed on.
func (s Succession) Hand(ctx context.Context, h succession.Hand, people []string) (map[string]error, error) {
	client, err := s.Office.Client(ctx)
	if err != nil {
		return nil, err
	}
	path := "externalcontact/transfer_customer"
	ask := map[string]any{"handover_userid": h.From, "takeover_userid": h.To, "external_userid": people}
	if h.Resigned {
		path = "externalcontact/resigned/transfer_customer"
	} else if h.Message != "" {
		ask["transfer_success_msg"] = h.Message
	}
	var reply struct {
		List []struct {
			Key  string `json:"external_userid"`
			Code int    `json:"errcode"`
		} `json:"customer"`
	}
	if err := client.post(ctx, path, ask, &reply); err != nil {
		return nil, explain(err)
	}
	out := map[string]error{}
	for _, one := range reply.List {
		out[one.Key] = coded(path, one.Code)
	}
	return out, nil
}

// handStates are the words for the status of a transfer; 5 is that there is no record.
var handStates = map[int]succession.State{1: succession.Done, 2: succession.Waiting, 3: succession.Refused, 4: succession.Full}

// Results tells what became of all that was handed from one to the other; of several times the last.
func (s Succession) Results(ctx context.Context, h succession.Hand) (map[string]succession.Result, error) {
	client, err := s.Office.Client(ctx)
	if err != nil {
		return nil, err
	}
	path := "externalcontact/transfer_result"
	if h.Resigned {
		path = "externalcontact/resigned/transfer_result"
	}
	out := map[string]succession.Result{}
	for cursor := ""; ; {
		var page struct {
			List []struct {
				Key    string `json:"external_userid"`
				Status int    `json:"status"`
				At     int64  `json:"takeover_time"` // unix seconds
			} `json:"customer"`
			Next string `json:"next_cursor"`
		}
		if err := client.post(ctx, path, map[string]any{"handover_userid": h.From, "takeover_userid": h.To, "cursor": cursor}, &page); err != nil {
			return nil, explain(err)
		}
		for _, one := range page.List {
			out[one.Key] = succession.Result{State: handStates[one.Status], At: one.At * 1000}
		}
		if cursor = page.Next; cursor == "" {
			return out, nil
		}
	}
}

// HandGroups hands groups on.
func (s Succession) HandGroups(ctx context.Context, h succession.Hand, groups []string) (map[string]error, error) {
	client, err := s.Office.Client(ctx)
	if err != nil {
		return nil, err
	}
	path := "externalcontact/groupchat/onjob_transfer"
	if h.Resigned {
		path = "externalcontact/groupchat/transfer"
	}
	var reply struct {
		Failed []struct {
			Key  string `json:"chat_id"`
			Code int    `json:"errcode"`
		} `json:"failed_chat_list"`
	}
	if err := client.post(ctx, path, map[string]any{"chat_id_list": groups, "new_owner": h.To}, &reply); err != nil {
		return nil, explain(err)
	}
	out := map[string]error{}
	for _, g := range groups {
		out[g] = nil
	}
	for _, one := range reply.Failed {
		out[one.Key] = coded(path, one.Code)
	}
	return out, nil
}

// Owner gives the account of who owns a group now.
func (s Succession) Owner(ctx context.Context, group string) (string, error) {
	client, err := s.Office.Client(ctx)
	if err != nil {
		return "", err
	}
	g, err := client.Group(ctx, group)
	return g.Owner, explain(err)
}

var _ succession.Channel = Succession{}
