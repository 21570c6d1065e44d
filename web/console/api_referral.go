package console

import (
	"context"
	"net/http"
	"strconv"

	"qunli/community"
	"qunli/customer"
	"qunli/intake"
	"qunli/kit/money"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/referral"
)

// verdictView is what was decided about one claim.
type verdictView struct {
	ID       referral.ClaimID `json:"id" doc:"Of the claim, or of the one that is there already when added is false"`
	Added    bool             `json:"added"`
	Outcome  referral.Outcome `json:"outcome" doc:"bound, replaced, lost, void"`
	Reason   referral.Reason  `json:"reason"`
	Replaced referral.ClaimID `json:"replaced" doc:"The claim whose place it took"`
	Referrer customer.ID      `json:"referrer_id" doc:"The recorded referrer after it; empty: unknown"`
}

func verdict(v referral.Verdict, err error) (verdictView, error) { return verdictView(v), err }

type claimIn struct {
	Body struct {
		Customer  customer.ID     `json:"customer_id" doc:"Who was brought"`
		Inviter   customer.ID     `json:"inviter_id" doc:"Who brought them; empty: unknown, and nothing is kept"`
		At        int64           `json:"at,omitempty" doc:"Unix ms, now when left out"`
		Source    referral.Source `json:"source" enum:"code,link,staff,import,hand"`
		Evidence  string          `json:"evidence,omitempty" maxLength:"200" doc:"Code, order or line; no personal data"`
		Community community.ID    `json:"community_id,omitempty" doc:"The group they were brought into"`
		Ref       string          `json:"ref,omitempty" maxLength:"200" doc:"Natural key in its source: the same again changes nothing"`
		Note      string          `json:"note,omitempty" maxLength:"500" doc:"The reason, needed when entered by hand"`
	}
}

func (c *Console) claim(ctx context.Context, in *claimIn) (verdictView, error) {
	b := in.Body
	return verdict(c.Referrals.Claim(ctx, referral.Claim{Customer: b.Customer, Inviter: b.Inviter, At: b.At, Source: b.Source, Evidence: b.Evidence,
		Community: b.Community, Ref: b.Ref, Note: b.Note}))
}

type counterIn struct {
	Body struct {
		Customer  customer.ID `json:"customer_id" doc:"The buyer"`
		Inviter   customer.ID `json:"inviter_id" doc:"Picked among the candidates"`
		Confirmed bool        `json:"confirmed" doc:"The buyer confirmed who it was"`
		Order     string      `json:"order,omitempty" maxLength:"100" doc:"Number of the receipt"`
	}
}

func (c *Console) atCounter(ctx context.Context, in *counterIn) (verdictView, error) {
	return verdict(c.Referrals.AtCounter(ctx, referral.Counter(in.Body)))
}

type followIn struct {
	Body struct {
		Token    string          `json:"token" minLength:"1" maxLength:"100"`
		Customer customer.ID     `json:"customer_id" doc:"Who followed it"`
		By       referral.Source `json:"by" enum:"code,link" doc:"Scanned or followed"`
	}
}

func (c *Console) follow(ctx context.Context, in *followIn) (verdictView, error) {
	return verdict(c.Referrals.Follow(ctx, in.Body.Token, in.Body.Customer, in.Body.By))
}

type candidatesIn struct {
	Query string `query:"q" required:"true" minLength:"1" maxLength:"200" doc:"Phone or name"`
}

func (c *Console) candidates(ctx context.Context, in *candidatesIn) (list[personView], error) {
	all, err := c.Referrals.Candidates(ctx, in.Query)
	return listOf(views(all, viewPerson), ""), err
}

type decideClaimIn struct {
	ID   ref[referral.ClaimID] `path:"id"`
	Body ReasonBody
}

func (c *Console) decideClaim(ctx context.Context, in *decideClaimIn) (none, error) {
	return none{}, c.Referrals.Decide(ctx, in.ID.ID, in.Body.Reason)
}

func (c *Console) voidClaim(ctx context.Context, in *decideClaimIn) (none, error) {
	return none{}, c.Referrals.Void(ctx, in.ID.ID, in.Body.Reason)
}

type becauseIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body ReasonBody
}

func (c *Console) unbind(ctx context.Context, in *becauseIn) (none, error) {
	return none{}, c.Referrals.Unbind(ctx, in.ID.ID, in.Body.Reason)
}

// claimView is a claim as it is kept.
type claimView struct {
	ID        referral.ClaimID  `json:"id"`
	Customer  customer.ID       `json:"customer_id"`
	Inviter   customer.ID       `json:"inviter_id"`
	At        int64             `json:"at" doc:"Unix ms, 0 unknown"`
	Source    referral.Source   `json:"source"`
	Evidence  string            `json:"evidence"`
	Community community.ID      `json:"community_id"`
	Outcome   referral.Outcome  `json:"outcome" doc:"bound, replaced, lost, void"`
	Reason    referral.Reason   `json:"reason"`
	Note      string            `json:"note"`
	Forced    bool              `json:"forced" doc:"Decided by hand: rules do not replace it"`
	Standing  referral.Standing `json:"standing" doc:"Whether it counts as a valid invitation"`
	StoreID   org.StoreID       `json:"store_id"`
	Keeper    org.StaffID       `json:"keeper_id" doc:"Who looked after the person then"`
	Staff     org.StaffID       `json:"staff_id" doc:"Who entered it"`
	ImportID  intake.ID         `json:"import_id"`
}

func viewClaim(r referral.Record) claimView {
	return claimView{r.ID, r.CustomerID, r.InviterID, r.At, r.Source, r.Evidence, r.CommunityID, r.Verdict, r.Reason, r.Note, r.Forced, r.Standing,
		r.StoreID, r.KeeperID, r.StaffID, intake.ID(r.ImportID)}
}

func (c *Console) claims(ctx context.Context, in *personIn) (list[claimView], error) {
	all, err := c.Referrals.Claims(ctx, in.ID.ID)
	return listOf(views(all, viewClaim), ""), err
}

// nodeView is a person's place in the influence forest.
type nodeView struct {
	Customer customer.ID `json:"customer_id"`
	Parent   customer.ID `json:"parent_id" doc:"The recorded referrer, empty: unknown"`
	At       int64       `json:"at" doc:"Unix ms of the bond"`
	Children int64       `json:"children"`
	Subtree  int64       `json:"subtree" doc:"People below"`
	Own      money.Fen   `json:"own" doc:"Fen, own net spend"`
	Below    money.Fen   `json:"below" doc:"Fen, own of everybody below"`
	Buyers   int64       `json:"buyers" doc:"People below who bought"`
	Dropped  customer.ID `json:"dropped_id" doc:"The referrer on record whom a merge made a descendant"`
}

func viewNode(n referral.Node) nodeView {
	return nodeView{n.CustomerID, n.ParentID, n.At, n.Children, n.Subtree, n.Own, n.Below, n.Buyers, n.DroppedID}
}

func (c *Console) influence(ctx context.Context, in *personIn) (nodeView, error) {
	n, err := c.Referrals.Node(ctx, in.ID.ID)
	return viewNode(n), err
}

type ancestorsIn struct {
	ID    ref[customer.ID] `path:"id"`
	Depth int              `query:"depth" minimum:"0" maximum:"100000" doc:"All the way up when 0"`
}

func (c *Console) ancestors(ctx context.Context, in *ancestorsIn) (list[nodeView], error) {
	all, err := c.Referrals.Ancestors(ctx, in.ID.ID, in.Depth)
	return listOf(views(all, viewNode), ""), err
}

type childrenIn struct {
	Sized
	ID    ref[customer.ID] `path:"id"`
	After ref[customer.ID] `query:"after"`
}

func (c *Console) children(ctx context.Context, in *childrenIn) (list[nodeView], error) {
	b, err := c.Referrals.Children(ctx, in.ID.ID, in.After.ID, in.Limit)
	return listOf(views(b.Nodes, viewNode), b.Next.String()), err
}

type treeIn struct {
	ID    ref[customer.ID] `path:"id"`
	Depth int              `query:"depth" minimum:"0" maximum:"10" doc:"3 when 0"`
	Each  int              `query:"each" minimum:"0" maximum:"200" doc:"Of each level so many of most value; 20 when 0"`
}

// treeView is a tree, the top first, level by level below each.
type treeView struct {
	Items []treeNode `json:"items" doc:"In the order in which a tree is drawn"`
}

type treeNode struct {
	Depth int      `json:"depth" doc:"Below the top, which is 0"`
	Node  nodeView `json:"node"`
}

func flatten(t referral.Tree, out []treeNode) []treeNode {
	out = append(out, treeNode{t.Depth, viewNode(t.Node)})
	for _, b := range t.Below {
		out = flatten(b, out)
	}
	return out
}

func (c *Console) tree(ctx context.Context, in *treeIn) (treeView, error) {
	t, err := c.Referrals.Tree(ctx, in.ID.ID, in.Depth, in.Each)
	return treeView{flatten(t, []treeNode{})}, err
}

type boardIn struct {
	Sized
	From      string            `query:"from" doc:"YYYY-MM-DD, included"`
	To        string            `query:"to" doc:"YYYY-MM-DD, included"`
	Community ref[community.ID] `query:"community_id"`
}

// boardView ranks inviters.
type boardView struct {
	AsOf
	Items    []rankView `json:"items"`
	Inviters int64      `json:"inviters" doc:"In all, shown or not"`
	Total    rankView   `json:"total"`
	Unknown  *int64     `json:"unknown" doc:"Who joined the group without anybody known to have invited them; none when no group is asked for"`
}

// rankView is what one inviter brought.
type rankView struct {
	Inviter customer.ID `json:"inviter_id"`
	Invited int64       `json:"invited"`
	Valid   int64       `json:"valid"`
	Invalid int64       `json:"invalid"`
	Pending int64       `json:"pending" doc:"Into a group, and not seen there"`
}

func (c *Console) board(ctx context.Context, in *boardIn) (boardView, error) {
	if in.From == "" && in.To == "" && in.Community.ID == 0 {
		return c.keptBoard(ctx, in.Limit)
	}
	b, err := c.Referrals.Board(ctx, referral.BoardQuery{From: in.From, To: in.To, Community: in.Community.ID, Limit: in.Limit})
	return viewBoard(b), err
}

func viewBoard(b referral.Board) boardView {
	return boardView{AsOf{}, views(b.Rows, func(r referral.Rank) rankView { return rankView(r) }), b.Inviters, rankView(b.Total), b.Unknown}
}

// boardCSV writes the whole board.
func (c *Console) boardCSV(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := whoAsks(ctx); err != nil {
		return err
	}
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return err
	}
	q := r.URL.Query()
	var group community.ID
	if err := group.UnmarshalText([]byte(q.Get("community_id"))); err != nil {
		return serve.ErrNoRoute
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", "attachment; filename="+strconv.Quote("referrals.csv"))
	return c.Referrals.BoardCSV(ctx, referral.BoardQuery{From: q.Get("from"), To: q.Get("to"), Community: group}, w)
}

// codeView is a personal code.
type codeView struct {
	ID        referral.CodeID `json:"id"`
	Token     string          `json:"token" doc:"What stands in the link or picture"`
	Customer  customer.ID     `json:"customer_id"`
	Community community.ID    `json:"community_id" doc:"The group it invites into"`
	Cause     string          `json:"cause"`
	CreatedAt int64           `json:"created_at" doc:"Unix ms"`
	EndedAt   int64           `json:"ended_at" doc:"Unix ms, 0 while it is followed"`
	Own       bool            `json:"own" doc:"Made by the person themselves, on the page on which they share"`
	Named     bool            `json:"named" doc:"They agreed to their name on it"`
	Regretted bool            `json:"regretted" doc:"They took it back"`
}

func viewCode(k referral.Code) codeView {
	return codeView{k.ID, k.Token, k.CustomerID, k.CommunityID, k.Cause, k.CreatedAt, k.EndedAt, k.Own, k.Named, k.Regretted}
}

// Shares counts the links of a cause that people made themselves.
type Shares struct {
	Made      int64 `json:"made" doc:"Links that were made, ended ones included"`
	Named     int64 `json:"named" doc:"Of these, with the name of who shares, to which they agreed"`
	Regretted int64 `json:"regretted" doc:"Of these, taken back by whoever shared"`
}

type sharesIn struct {
	Cause string `query:"cause" required:"true" maxLength:"200" doc:"The id of a campaign"`
}

func (c *Console) shares(ctx context.Context, in *sharesIn) (Shares, error) {
	all, err := c.Referrals.Shares(ctx, in.Cause)
	return Shares(all), err
}

func (c *Console) codes(ctx context.Context, in *personIn) (list[codeView], error) {
	all, err := c.Referrals.Codes(ctx, in.ID.ID)
	return listOf(views(all, viewCode), ""), err
}

type mintIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body struct {
		Community community.ID `json:"community_id,omitempty"`
		Cause     string       `json:"cause,omitempty" maxLength:"100"`
	}
}

func (c *Console) mint(ctx context.Context, in *mintIn) (codeView, error) {
	k, err := c.Referrals.Mint(ctx, in.ID.ID, in.Body.Community, in.Body.Cause)
	return viewCode(k), err
}

type codeIn struct {
	ID ref[referral.CodeID] `path:"id"`
}

func (c *Console) endCode(ctx context.Context, in *codeIn) (none, error) {
	return none{}, c.Referrals.EndCode(ctx, in.ID.ID)
}

// ReferralRules say which claim wins where several stand.
type ReferralRules referral.Rules

type referralRulesIn struct{ Body ReferralRules }

func (c *Console) referralRules(ctx context.Context, _ *struct{}) (ReferralRules, error) {
	r, err := c.Referrals.Rules(ctx)
	return ReferralRules(r), err
}

func (c *Console) setReferralRules(ctx context.Context, in *referralRulesIn) (none, error) {
	return none{}, c.Referrals.SetRules(ctx, referral.Rules(in.Body))
}
