package console

import (
	"context"
	"time"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/org"
)

// MessageBody is one line of a group log as its source wrote it, with names as written.
type MessageBody struct {
	Kind    conversation.Sort    `json:"kind,omitempty" enum:",message,action,notice,join,leave,rename" doc:"message when left out"`
	Name    string               `json:"name" minLength:"1" maxLength:"200" doc:"Of the writer, as written"`
	Who     []KeyBody            `json:"who,omitempty" maxItems:"20" nullable:"false" doc:"Further accounts of the writer"`
	Staff   org.StaffID          `json:"staff_id,omitempty" doc:"The writer is one of the staff"`
	Target  string               `json:"target,omitempty" doc:"The new name of a rename"`
	Inviter string               `json:"inviter,omitempty" doc:"Of a join: the name of who invited"`
	Scene   string               `json:"scene,omitempty" doc:"Of a join: how; of a leave: left, removed, quit"`
	At      int64                `json:"at" minimum:"1" doc:"Unix ms"`
	Content conversation.Content `json:"content,omitempty" enum:",text,action,notice,picture,link,goods,other" doc:"text when left out"`
	Text    string               `json:"text,omitempty" maxLength:"20000"`
	Key     string               `json:"key,omitempty" maxLength:"200" doc:"The source's own key of the line: the same again changes nothing"`
	ReplyTo string               `json:"reply_to,omitempty" doc:"Key of the message that it answers"`
}

func (b MessageBody) line(group community.ID) conversation.Line {
	l := conversation.Line{Community: group, Sort: b.Kind, Name: b.Name, Staff: b.Staff, Target: b.Target, Inviter: b.Inviter, Scene: b.Scene, At: b.At,
		Content: b.Content, Text: b.Text, Key: b.Key, ReplyTo: b.ReplyTo}
	if l.Sort == "" {
		l.Sort = conversation.LineMessage
	}
	for _, k := range b.Who {
		l.Keys = append(l.Keys, customer.Key(k))
	}
	return l
}

type appendIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		Source   string        `json:"source" minLength:"1" maxLength:"60" doc:"The system whose names these are: one name is one person in all its groups"`
		Messages []MessageBody `json:"messages" minItems:"1" maxItems:"500" nullable:"false"`
	}
}

// fateView is what became of one line: added, the same as what is there, ignored, or refused.
type fateView struct {
	ID      conversation.ID `json:"id" doc:"Of a message; empty of a movement, and when refused"`
	Fate    string          `json:"fate" doc:"added, same, ignored, refused"`
	Code    string          `json:"code" doc:"Why refused"`
	Refusal string          `json:"refusal"`
}

func viewFate(lang string, movement bool, f conversation.Fate) fateView {
	v := fateView{Fate: "same"}
	if !movement {
		v.ID = conversation.ID(f.ID)
	}
	switch {
	case f.Refusal != nil:
		v.Fate, v.Code, v.Refusal = "refused", f.Refusal.Code, pick(lang, f.Refusal.Zh, f.Refusal.En)
	case f.Ignored:
		v.Fate = "ignored"
	case f.Added:
		v.Fate = "added"
	}
	return v
}

func (c *Console) appendMessages(ctx context.Context, in *appendIn) (list[fateView], error) {
	lines := views(in.Body.Messages, func(b MessageBody) conversation.Line { return b.line(in.ID.ID) })
	taken, err := c.Talk.Append(ctx, in.Body.Source, lines)
	out := make([]fateView, len(taken.Fates))
	for i, f := range taken.Fates {
		s := lines[i].Sort
		out[i] = viewFate(langOf(ctx), s == conversation.LineJoin || s == conversation.LineLeave || s == conversation.LineRename, f)
	}
	return listOf(out, ""), err
}

// saidView is a message as people read it.
type saidView struct {
	ID          conversation.ID       `json:"id"`
	CommunityID community.ID          `json:"community_id"`
	AuthorID    conversation.AuthorID `json:"author_id"`
	Name        string                `json:"name" doc:"Empty when its writer was erased"`
	CustomerID  customer.ID           `json:"customer_id" doc:"Empty: staff, a bot or the system"`
	StaffID     org.StaffID           `json:"staff_id"`
	Bot         bool                  `json:"bot"`
	At          int64                 `json:"at" doc:"Unix ms"`
	Ordinal     int64                 `json:"ordinal"`
	Kind        conversation.Content  `json:"kind"`
	Text        string                `json:"text"`
	Promo       bool                  `json:"promo"`
	ReplyTo     conversation.ID       `json:"reply_to"`
	Linked      int64                 `json:"linked" doc:"How reply_to is known: 1 by the source, 2 by linking"`
	Question    int64                 `json:"question" doc:"0 none, 1 waits, 2 answered"`
	AnsweredAt  int64                 `json:"answered_at" doc:"Unix ms"`
	AnsweredBy  conversation.ID       `json:"answered_by"`
}

func viewSaid(s conversation.Said) saidView { return saidView(s) }

// TalkFilter narrows messages.
type TalkFilter struct {
	Sized
	From  int64  `query:"from" minimum:"0" doc:"Unix ms, included"`
	To    int64  `query:"to" minimum:"0" doc:"Unix ms, excluded"`
	After string `query:"after" doc:"next of the page before"`
}

func (in *TalkFilter) filter() (conversation.Filter, error) {
	after, err := readTalkCursor(in.After)
	return conversation.Filter{From: in.From, To: in.To, After: after, Limit: in.Limit}, err
}

func readTalkCursor(cursor string) (*conversation.Cursor, error) {
	at, err := readCursor(cursor, 3)
	if err != nil || at == nil {
		return nil, err
	}
	return &conversation.Cursor{At: at[0], Ordinal: at[1], ID: conversation.ID(at[2])}, nil
}

func saidPage(all []conversation.Said, limit int) list[saidView] {
	next := pageAfter(all, limit, func(s conversation.Said) string { return cursorOf(s.At, s.Ordinal, int64(s.ID)) })
	return listOf(views(all, viewSaid), next)
}

type messagesIn struct {
	TalkFilter
	ID       ref[community.ID] `path:"id"`
	Customer ref[customer.ID]  `query:"customer_id" doc:"Written by this person"`
}

func (c *Console) messages(ctx context.Context, in *messagesIn) (list[saidView], error) {
	f, err := in.filter()
	if err != nil {
		return list[saidView]{}, err
	}
	f.Customer = in.Customer.ID
	all, err := c.Talk.Messages(ctx, in.ID.ID, f)
	return saidPage(all, in.Limit), err
}

type messagesByIn struct {
	TalkFilter
	ID ref[customer.ID] `path:"id"`
}

func (c *Console) messagesBy(ctx context.Context, in *messagesByIn) (list[saidView], error) {
	f, err := in.filter()
	if err != nil {
		return list[saidView]{}, err
	}
	all, err := c.Talk.By(ctx, in.ID.ID, f)
	return saidPage(all, in.Limit), err
}

type questionsIn struct {
	Sized
	Community ref[community.ID] `query:"community_id" doc:"Every group of the scope when empty"`
	Minutes   int64             `query:"minutes" minimum:"0" doc:"That have waited at least so long"`
	From      int64             `query:"from" minimum:"0" doc:"Unix ms; asked since; the last 30 days when 0"`
	After     string            `query:"after" doc:"next of the page before"`
}

func (c *Console) questions(ctx context.Context, in *questionsIn) (list[saidView], error) {
	after, err := readTalkCursor(in.After)
	if err != nil {
		return list[saidView]{}, err
	}
	all, err := c.Talk.Waiting(ctx, conversation.WaitingFilter{Community: in.Community.ID, Longer: time.Duration(in.Minutes) * time.Minute,
		From: in.From, After: after, Limit: in.Limit})
	return saidPage(all, in.Limit), err
}

// TalkSettings are the words by which messages are read.
type TalkSettings conversation.Settings

type talkSettingsIn struct{ Body TalkSettings }

func (c *Console) talkSettings(ctx context.Context, _ *struct{}) (TalkSettings, error) {
	s, err := c.Talk.Settings(ctx)
	s.Asking, s.AskingFirst, s.AskingLast, s.Promo = some(s.Asking), some(s.AskingFirst), some(s.AskingLast), some(s.Promo)
	return TalkSettings(s), err
}

func (c *Console) setTalkSettings(ctx context.Context, in *talkSettingsIn) (none, error) {
	return none{}, c.Talk.SetSettings(ctx, conversation.Settings(in.Body))
}
