package console

import (
	"context"
	"encoding/json"
	"net/url"

	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/serve"
	"qunli/org"
)

// link is a one-time link to hand to a person. It is shown this once.
type link struct {
	Path    string `json:"path" doc:"Path and query of the page, to put after the address of this server"`
	Token   string `json:"token"`
	Expires int64  `json:"expires" doc:"Unix ms"`
}

func linkTo(l org.Link) link {
	return link{Root + "/" + string(l.Purpose) + "?token=" + url.QueryEscape(l.Token), l.Token, l.Expires}
}

type staffListIn struct {
	Sized
	After ref[org.StaffID] `query:"after"`
	Left  bool             `query:"left" doc:"Those who have left too"`
	Store ref[org.StoreID] `query:"store_id"`
}

func (c *Console) listStaff(ctx context.Context, in *staffListIn) (list[org.Staff], error) {
	p, err := c.Org.ListStaff(ctx, org.StaffQuery{After: in.After.ID, Limit: in.Limit, Left: in.Left, Store: in.Store.ID})
	return listOf(p.Items, p.Next), err
}

// StaffBody is what is said of somebody. Embedded types are exported: the router does not look into others.
type StaffBody struct {
	Name  string        `json:"name"`
	Code  string        `json:"code,omitempty" doc:"Number in the brand's other systems"`
	Role  org.Role      `json:"role" enum:"owner,admin,operator,store,reader"`
	Scope org.ScopeKind `json:"scope,omitempty" enum:"own,store,all"`
	Store org.StoreID   `json:"store_id,omitempty"`
}

func (b StaffBody) request(login string) org.StaffRequest {
	return org.StaffRequest{Login: login, Name: b.Name, Code: b.Code, Role: b.Role, Scope: b.Scope, Store: b.Store}
}

type hireIn struct {
	Body struct {
		StaffBody
		Login string `json:"login"`
	}
}

// hired is somebody taken on and the link by which they set their password.
type hired struct {
	ID   org.StaffID `json:"id"`
	Link link        `json:"link"`
}

func (c *Console) hire(ctx context.Context, in *hireIn) (hired, error) {
	serve.Unkept(ctx)
	s, l, err := c.Org.Hire(ctx, in.Body.request(in.Body.Login))
	return hired{s.ID, linkTo(l)}, err
}

type staffIn struct {
	ID ref[org.StaffID] `path:"id"`
}

func (c *Console) member(ctx context.Context, in *staffIn) (org.Staff, error) {
	return c.Org.Member(ctx, in.ID.ID)
}

// versioned is what a write answers with: the thing and its version, by which the next change is made.
type versioned[I any] struct {
	ID      I     `json:"id"`
	Version int64 `json:"version"`
}

type changeStaffIn struct {
	ID   ref[org.StaffID] `path:"id"`
	Body struct {
		StaffBody
		Version int64 `json:"version" doc:"The one that the caller saw"`
	}
}

func (c *Console) changeStaff(ctx context.Context, in *changeStaffIn) (versioned[org.StaffID], error) {
	s, err := c.Org.ChangeStaff(ctx, in.ID.ID, in.Body.Version, in.Body.request(""))
	return versioned[org.StaffID]{s.ID, s.Version}, err
}

// VersionBody names the version that is changed.
type VersionBody struct {
	Version int64 `json:"version" doc:"The one that the caller saw"`
}

type leaveIn struct {
	ID   ref[org.StaffID] `path:"id"`
	Body VersionBody
}

func (c *Console) leave(ctx context.Context, in *leaveIn) (none, error) {
	return none{}, c.Org.Leave(ctx, in.ID.ID, in.Body.Version)
}

func (c *Console) resetPassword(ctx context.Context, in *staffIn) (link, error) {
	serve.Unkept(ctx)
	l, err := c.Org.ResetPassword(ctx, in.ID.ID)
	return linkTo(l), err
}

type resetOwnerIn struct {
	Body struct {
		Login string `json:"login,omitempty" doc:"Of which owner; the one who has been here longest when empty"`
	}
}

func (c *Console) resetOwner(ctx context.Context, in *resetOwnerIn) (link, error) {
	serve.Unkept(ctx)
	l, err := c.Org.OwnerReset(ctx, in.Body.Login)
	return linkTo(l), err
}

func (c *Console) endStaffSessions(ctx context.Context, in *staffIn) (none, error) {
	return none{}, c.Org.SignOutEverywhere(ctx, in.ID.ID)
}

type storeListIn struct {
	Sized
	After  ref[org.StoreID] `query:"after"`
	Closed bool             `query:"closed" doc:"Closed ones too"`
}

func (c *Console) listStores(ctx context.Context, in *storeListIn) (list[org.Store], error) {
	p, err := c.Org.ListStores(ctx, org.StoreQuery{After: in.After.ID, Limit: in.Limit, Closed: in.Closed})
	return listOf(p.Items, p.Next), err
}

// StoreBody is what is said of a store.
type StoreBody struct {
	Code string `json:"code,omitempty" doc:"Number in the brand's other systems"`
	Name string `json:"name"`
	City string `json:"city,omitempty"`
}

type openStoreIn struct{ Body StoreBody }

func (c *Console) openStore(ctx context.Context, in *openStoreIn) (versioned[org.StoreID], error) {
	s, err := c.Org.OpenStore(ctx, org.StoreRequest(in.Body))
	return versioned[org.StoreID]{s.ID, s.Version}, err
}

type changeStoreIn struct {
	ID   ref[org.StoreID] `path:"id"`
	Body struct {
		StoreBody
		Version int64 `json:"version" doc:"The one that the caller saw"`
	}
}

func (c *Console) changeStore(ctx context.Context, in *changeStoreIn) (versioned[org.StoreID], error) {
	s, err := c.Org.ChangeStore(ctx, in.ID.ID, in.Body.Version, org.StoreRequest(in.Body.StoreBody))
	return versioned[org.StoreID]{s.ID, s.Version}, err
}

type storeVersionIn struct {
	ID   ref[org.StoreID] `path:"id"`
	Body VersionBody
}

func (c *Console) closeStore(ctx context.Context, in *storeVersionIn) (versioned[org.StoreID], error) {
	s, err := c.Org.CloseStore(ctx, in.ID.ID, in.Body.Version)
	return versioned[org.StoreID]{s.ID, s.Version}, err
}

func (c *Console) reopenStore(ctx context.Context, in *storeVersionIn) (versioned[org.StoreID], error) {
	s, err := c.Org.ReopenStore(ctx, in.ID.ID, in.Body.Version)
	return versioned[org.StoreID]{s.ID, s.Version}, err
}

type tokenListIn struct {
	Sized
	After   ref[org.TokenID] `query:"after"`
	Revoked bool             `query:"revoked" doc:"Revoked ones too"`
}

func (c *Console) listTokens(ctx context.Context, in *tokenListIn) (list[org.Token], error) {
	p, err := c.Org.ListTokens(ctx, org.TokenQuery{After: in.After.ID, Limit: in.Limit, Revoked: in.Revoked})
	return listOf(p.Items, p.Next), err
}

type issueTokenIn struct {
	Body struct {
		Name  string        `json:"name"`
		Role  org.Role      `json:"role" enum:"admin,operator,store,reader"`
		Scope org.ScopeKind `json:"scope,omitempty" enum:"store,all"`
		Store org.StoreID   `json:"store_id,omitempty"`
	}
}

// issued is a new token with its plain text, shown this once.
type issued struct {
	ID    org.TokenID `json:"id"`
	Plain string      `json:"token"`
}

func (c *Console) issueToken(ctx context.Context, in *issueTokenIn) (issued, error) {
	serve.Unkept(ctx)
	b := in.Body
	if b.Scope == "" {
		b.Scope = org.ScopeAll
	}
	plain, t, err := c.Org.IssueToken(ctx, org.TokenRequest{Name: b.Name, Role: b.Role, Scope: b.Scope, Store: b.Store})
	return issued{t.ID, plain}, err
}

type tokenIn struct {
	ID ref[org.TokenID] `path:"id"`
}

func (c *Console) revokeToken(ctx context.Context, in *tokenIn) (none, error) {
	return none{}, c.Org.RevokeToken(ctx, in.ID.ID)
}

func (c *Console) settings(ctx context.Context, _ *struct{}) (map[string]string, error) {
	return c.Org.Settings(ctx)
}

type setIn struct {
	Name string `path:"name"`
	Body struct {
		Value string `json:"value"`
	}
}

func (c *Console) set(ctx context.Context, in *setIn) (none, error) {
	return none{}, c.Org.Set(ctx, in.Name, in.Body.Value)
}

type auditIn struct {
	Sized
	After      ref[org.AuditID] `query:"after"`
	ObjectKind string           `query:"object_kind" enum:"staff,store,token,setting,customer,order,product,spend,import,preset,job,community,segment,task,experiment,cost,demo,backup,payload,greeting"`
	ObjectID   string           `query:"object_id" doc:"With object_kind"`
	Staff      ref[org.StaffID] `query:"staff_id" doc:"What this person did"`
}

// auditEntry is one line of the audit.
type auditEntry struct {
	ID         org.AuditID     `json:"id"`
	At         int64           `json:"at" doc:"Unix ms"`
	ActorKind  org.ActorKind   `json:"actor_kind"`
	ActorID    string          `json:"actor_id"`
	Verb       string          `json:"verb"`
	ObjectKind string          `json:"object_kind"`
	ObjectID   string          `json:"object_id"`
	Before     json.RawMessage `json:"before,omitempty"`
	After      json.RawMessage `json:"after,omitempty"`
	Address    string          `json:"address"`
}

func (c *Console) audit(ctx context.Context, in *auditIn) (list[auditEntry], error) {
	q := org.HistoryQuery{After: in.After.ID, Limit: in.Limit, ObjectKind: in.ObjectKind}
	var err error
	if q.ObjectID, err = objectID(in.ObjectKind, in.ObjectID); err != nil {
		return list[auditEntry]{}, err
	}
	if in.Staff.ID != 0 {
		q.ActorKind, q.ActorID = org.ActorStaff, int64(in.Staff.ID)
	}
	p, err := c.Org.History(ctx, q)
	items := make([]auditEntry, len(p.Items))
	for i, e := range p.Items {
		items[i] = auditEntry{e.ID, e.At, e.ActorKind, spell(string(e.ActorKind), e.ActorID), e.Verb, e.ObjectKind,
			spell(e.ObjectKind, e.ObjectID), json.RawMessage(e.Before), json.RawMessage(e.After), e.Address}
	}
	return listOf(items, p.Next), err
}

// prefixes are those of the ids of audited things.
func prefixes() map[string]string {
	return map[string]string{"staff": "stf", "store": "sto", "token": "tok", "customer": "cus", "order": "ord",
		"product": "prd", "spend": "spd", "import": "imp", "job": "job", "community": "com", "segment": "seg", "task": "tsk", "experiment": "exp", "payload": "cin",
		"greeting": "gre"}
}

type bare struct{}

// Prefix of an id whose kind is told apart by a column.
func (bare) Prefix() string { return "" }

// spell gives the id of a thing whose kind is a word.
func spell(kind string, i int64) string {
	prefix := prefixes()[kind]
	if i == 0 || prefix == "" {
		return ""
	}
	return prefix + id.Of[bare](i).String()
}

// objectID reads what spell gives; "" is none.
func objectID(kind, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	var i id.Of[bare]
	prefix := prefixes()[kind]
	if len(text) > len(prefix) && prefix != "" && text[:len(prefix)] == prefix {
		if err := i.UnmarshalText([]byte(text[len(prefix):])); err == nil {
			return int64(i), nil
		}
	}
	return 0, fault.InvalidField("object_id", text, "不是 object_kind 所指的编号", "is no id of that object_kind")
}
