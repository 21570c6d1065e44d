package console

import (
	"encoding/json"
	"strconv"

	"cmp"
	"slices"
	"strings"

	"qunli/campaign"
	"qunli/campaign/comply"
	"qunli/customer"
	"qunli/insight"
	"qunli/org"
	"qunli/page"
)

// campaignView is one game that is offered.
type campaignView struct {
	ID        campaign.ID    `json:"id"`
	Model     string         `json:"model"`
	Name      string         `json:"name"`
	State     campaign.State `json:"state" enum:"draft,live,paused,ended"`
	Why       string         `json:"why" doc:"Of a paused one: breaker, faded (it stopped by itself), or what was written by whoever paused it"`
	Revision  int64          `json:"revision" doc:"The version in force, 0 never published"`
	Draft     int64          `json:"draft" doc:"The version that is being edited, 0 none"`
	StoreID   org.StoreID    `json:"store_id"`
	StaffID   org.StaffID    `json:"staff_id" doc:"Who made it"`
	CreatedAt int64          `json:"created_at" doc:"Unix ms"`
}

func viewCampaign(c campaign.Campaign) campaignView {
	return campaignView{c.ID, c.Model, c.Name, c.State, c.Why, c.Revision, c.Draft, c.StoreID, c.StaffID, c.CreatedAt}
}

// campaignRules is a campaign with one version of its rules and its page.
type campaignRules struct {
	Campaign campaignView    `json:"campaign"`
	Number   int64           `json:"number" doc:"Of the version"`
	Terms    campaign.Terms  `json:"terms"`
	Settings json.RawMessage `json:"settings" doc:"Of the model"`
	Page     page.Page       `json:"page"`
	Edits    int64           `json:"edits" doc:"For saving"`
}

func viewRules(c campaign.Campaign, r campaign.Revision, err error) (campaignRules, error) {
	out := campaignRules{Campaign: viewCampaign(c), Number: r.Number, Settings: json.RawMessage(cmp.Or(r.Settings, "null")), Edits: r.Edits}
	if err == nil {
		err = json.Unmarshal([]byte(r.Terms), &out.Terms)
	}
	if err == nil {
		out.Page, err = page.Read(r.Page)
	}
	for _, s := range []*[]page.Block{&out.Page.Top, &out.Page.Middle, &out.Page.Bottom} {
		*s = some(*s)
	}
	return out, err
}

// revisionView is a version of the rules, without what it says.
type revisionView struct {
	Number      int64       `json:"number"`
	StaffID     org.StaffID `json:"staff_id"`
	CreatedAt   int64       `json:"created_at" doc:"Unix ms"`
	PublishedAt int64       `json:"published_at" doc:"Unix ms, 0 a draft"`
}

func viewRevision(r campaign.Revision) revisionView {
	return revisionView{r.Number, r.StaffID, r.CreatedAt, r.PublishedAt}
}

// problemView is something wrong with rules or a page.
type problemView struct {
	Field    string        `json:"field" doc:"Of terms or settings by its name, of the page as page.top[0].title"`
	Value    string        `json:"value"`
	Says     insight.Words `json:"says"`
	Waivable bool          `json:"waivable" doc:"Whoever may can publish despite it, for a reason"`
	Warns    bool          `json:"warns" doc:"It keeps nothing from being published"`
}

// stockView is something scarce that the rules call for.
type stockView struct {
	Name  string `json:"name"`
	Total int64  `json:"total" doc:"Pieces; of budget fen"`
	Daily int64  `json:"daily" doc:"The most of a day, 0 all"`
}

// outlookView is what publishing would mean.
type outlookView struct {
	Problems []problemView `json:"problems"`
	Plans    []stockView   `json:"plans"`
	Worst    int64         `json:"worst" doc:"Fen: the most that discounts and rewards can cost, -1 unknown"`
	Path     []comply.Step `json:"path" nullable:"false" doc:"What a customer does from the card to the act, in order"`
	Plan     *loopView     `json:"plan" doc:"How it is to spread; null: nothing is planned"`
}

func viewOutlook(o campaign.Outlook) outlookView {
	return outlookView{views(o.Problems, func(p campaign.Problem) problemView {
		return problemView{p.Field, p.Value, insight.Words{Zh: p.Zh, En: p.En}, p.Waivable, false}
	}), views(o.Plans, func(p campaign.Plan) stockView { return stockView{p.Name, p.Total, p.Daily} }), o.Worst, nil, viewLoop(o.Planned)}
}

// stateView is a state in which a page can be looked at.
type stateView struct {
	Name  string        `json:"name"`
	Title insight.Words `json:"title"`
}

// previewView is where the page of a draft can be looked at.
type previewView struct {
	Path   string      `json:"path" doc:"Of the page; a state goes into state of its question. Empty: there is no page here"`
	States []stateView `json:"states"`
}

// bucketView is something scarce.
type bucketView struct {
	Name  string `json:"name"`
	Total int64  `json:"total" doc:"Pieces; of budget fen"`
	Free  int64  `json:"free"`
	Held  int64  `json:"held"`
	Spent int64  `json:"spent"`
}

func viewBucket(b campaign.Bucket) bucketView {
	return bucketView{b.Name, b.Total, b.Free, b.Held, b.Spent}
}

// seatView is one contribution of one person.
type seatView struct {
	ID         campaign.SeatID     `json:"id"`
	InstanceID campaign.InstanceID `json:"instance_id"`
	PersonID   customer.ID         `json:"person_id"`
	State      string              `json:"state"`
	Standing   campaign.Standing   `json:"standing" doc:"held, spent, or empty: it takes nothing"`
	Note       string              `json:"note"`
	Amount     int64               `json:"amount" doc:"Fen: its price, or its share"`
	Paid       int64               `json:"paid" doc:"Fen received"`
	Back       int64               `json:"back" doc:"Fen sent back"`
	At         int64               `json:"at" doc:"Unix ms"`
}

func viewSeat(s campaign.Seat) seatView {
	return seatView{s.ID, s.InstanceID, s.PersonID, s.State, s.Standing, s.Note, s.Amount, s.Paid, s.Back, s.At}
}

// whySeatView says why a seat is as it is.
type whySeatView struct {
	Seat      seatView        `json:"seat"`
	Sentences []insight.Words `json:"sentences"`
	Because   json.RawMessage `json:"because" doc:"What the rule of who may take part said of the person when they entered; null: there was none"`
}

func viewWhy(s campaign.Seat, all []campaign.Sentence) whySeatView {
	return whySeatView{viewSeat(s), views(all, func(one campaign.Sentence) insight.Words { return insight.Words(one) }), json.RawMessage(cmp.Or(s.Because, "null"))}
}

// instanceView is a team, a packet, an account.
type instanceView struct {
	ID       campaign.InstanceID `json:"id"`
	OwnerID  customer.ID         `json:"owner_id" doc:"Who opened it; empty: the brand"`
	Revision int64               `json:"revision"`
	State    string              `json:"state"`
	Held     int64               `json:"held"`
	Done     int64               `json:"done"`
	Fill     int64               `json:"fill" doc:"Places that the brand filled"`
	Size     int64               `json:"size" doc:"0 no bound"`
	Amount   int64               `json:"amount" doc:"Fen"`
	At       int64               `json:"at" doc:"Unix ms"`
	Deadline int64               `json:"deadline" doc:"Unix ms, 0 none"`
}

func viewInstance(i campaign.Instance) instanceView {
	return instanceView{i.ID, i.OwnerID, i.Revision, i.State, i.Held, i.Done, i.Fill, i.Size, i.Amount, i.At, i.Deadline}
}

// enteredView is how often a state was entered.
type enteredView struct {
	State  string `json:"state"`
	N      int64  `json:"n"`
	Amount int64  `json:"amount" doc:"Fen"`
}

// happenedView is how often something happened on a day.
type happenedView struct {
	Day    string `json:"day"`
	What   string `json:"what" doc:"The state that was entered; of teams, packets and accounts instance:state"`
	N      int64  `json:"n"`
	Amount int64  `json:"amount" doc:"Fen"`
}

// campaignBoardView is how a campaign stands.
type campaignBoardView struct {
	Campaign  campaignView   `json:"campaign"`
	Path      string         `json:"path" doc:"Of the page on which people take part, under the address of this server"`
	Now       int64          `json:"now" doc:"Unix ms of this answer"`
	Terms     campaign.Terms `json:"terms" doc:"In force, or of the draft when there are none"`
	Buckets   []bucketView   `json:"buckets"`
	Seats     []enteredView  `json:"seats" doc:"How often each state of seats was entered, the most frequent first"`
	Instances []enteredView  `json:"instances" doc:"The same of teams, packets and accounts"`
	Days      []happenedView `json:"days"`
	Newest    []seatView     `json:"newest" doc:"The last who came"`
}

// funnelOf sums days by the state that was entered.
func funnelOf(days []campaign.Day) (seats, instances []enteredView) {
	seats, instances = []enteredView{}, []enteredView{}
	for _, d := range days {
		of, state := &seats, d.What
		if name, whole := strings.CutPrefix(d.What, "instance:"); whole {
			of, state = &instances, name
		}
		n := slices.IndexFunc(*of, func(e enteredView) bool { return e.State == state })
		if n < 0 {
			n, *of = len(*of), append(*of, enteredView{State: state})
		}
		(*of)[n].N += d.N
		(*of)[n].Amount += d.Amount
	}
	for _, of := range [][]enteredView{seats, instances} {
		slices.SortStableFunc(of, func(a, b enteredView) int { return cmp.Compare(b.N, a.N) })
	}
	return seats, instances
}

// withPath adds what a customer has to do, and a warning where that is much (CAM-12).
func withPath(out outlookView, model string, r campaign.Revision) outlookView {
	var t campaign.Terms
	if json.Unmarshal([]byte(r.Terms), &t) != nil {
		out.Path = []comply.Step{}
		return out
	}
	out.Path = comply.Path(model, t)
	if zh, en := comply.Easier(model, out.Path); zh != "" {
		n := strconv.Itoa(len(out.Path))
		out.Problems = append(out.Problems, problemView{"rule", n, insight.Words{Zh: "从卡片到完成要 " + n + " 步，超过 3 步参加的人会少：" + zh, En: "takes " + n + " steps from the card to the act; of more than 3 fewer people take part: " + en}, false, true})
	}
	return out
}
