package campaign

import (
	"encoding/json"
	"iter"
	"slices"
	"strings"

	"qunli/customer"
)

// Model is a game that campaigns play: one folder, one line in app.
type Model interface {
	// Name is the model's in settings and addresses: lower case, for ever.
	Name() string
	// Title is its name for people.
	Title() (zh, en string)
	// Example gives settings that a new draft begins with; they have no problems.
	Example() json.RawMessage
	// Read gives the game that settings describe. It fails on what is no JSON of its settings; that they make sense is
	// Validate's.
	Read(settings json.RawMessage) (Game, error)
}

// Game is a model with the settings of one revision. Its methods are pure: what they know is what they are given.
type Game interface {
	// Validate names what is wrong with the settings, in both languages.
	Validate(t Terms) []Problem
	// Buckets lists what is scarce.
	Buckets() []Plan
	// Crowd tells whether decisions look at all seats of an instance; otherwise they see those of the brand that stand.
	Crowd() bool
	// Decide answers a command. What it gives is carried out whole or not at all; a refusal may carry what time has done.
	Decide(v View, c Command, env Env) Decision
	// Invariants fails on a state that must not be; it is asked after every decision, and with all seats where Crowd.
	Invariants(v View) error
	// Explain says why a seat is as it is, for its person and for the console. The view has the instance, without the seats of others.
	Explain(v View, s Seat) []Sentence
}

// Matcher is a game whose instances may be merged before they fail: who is due is matched with who is open.
type Matcher interface {
	// Matching gives the state of instances that may be merged and how long before their deadline (ms), 0 never.
	Matching() (state string, before int64)
	// Match pairs those that fit together: the first of each pair stays. They come in the order in which they were opened.
	Match(open []Instance) [][2]InstanceID
}

// Awaiter is a game in which somebody counts once they do something outside of it (Terms.Act).
type Awaiter interface {
	// Awaits gives the state of a seat whose person has still to do it, and those of whoever did.
	Awaits() (waiting string, did []string)
}

// Asker is a game that looks at more of a person than whether they may take part.
type Asker interface {
	// Asks lists rules (segment) that are asked of whoever wants in, at that moment; Env.Meets gives the answers.
	Asks() []string
}

// Costed is a game that knows the most it can cost: what is paid out, and what is asked less than otherwise.
type Costed interface {
	// Worst gives that cost in fen, of settings without problems.
	Worst() int64
}

// Sentence is one sentence of an explanation, in both languages.
type Sentence struct{ Zh, En string }

// Problem is something wrong with settings: the field, the value seen and the remedy.
type Problem struct {
	Field    string `json:"field"`
	Value    string `json:"value,omitempty"`
	Zh       string `json:"zh"`
	En       string `json:"en"`
	Waivable bool   `json:"waivable,omitempty"` // who may campaign.waive may publish all the same, with a reason (CAM-16)
}

// View is what a decision sees. All of it is copies.
type View struct {
	Campaign  ID
	Stopped   bool     // the brand ended the campaign: what is open is called off
	Open      bool     // the campaign takes entries now
	Until     int64    // ms when the campaign ends, 0 it does not
	Instance  Instance // zero: none
	Seats     []Seat   // of the instance, in the order in which they came; see Game.Crowd
	Seat      Seat     // that the command names
	Mine      []Seat   // the person's in this campaign, in the order in which they came
	Other     Instance // of a merge
	Others    []Seat
	fits      func(Takes) bool
	elsewhere iter.Seq2[Instance, []Seat]
}

// Fits tells whether the buckets hold what is asked, all of it.
func (v View) Fits(t Takes) bool { return v.fits == nil || v.fits(t) }

// Env is what a decision knows of the moment.
type Env struct {
	Now     int64  // ms; it never goes back within a campaign (R5)
	Day     string // of now in the organisation's zone
	Person  customer.ID
	Because string // JSON of what the eligibility rule said, "" no rule
	Seed    string // fresh and unguessable, the same for the whole batch
	meets   map[string]bool
	daily   []string // buckets that are parted by day
	id      func() int64
}

// NewInstance gives the id of a new instance.
func (e Env) NewInstance() InstanceID { return InstanceID(e.id()) }

// NewSeat gives the id of a new seat.
func (e Env) NewSeat() SeatID { return SeatID(e.id()) }

// Meets tells whether the person met one of the game's rules (Asker) as they wanted in; false of what was not asked.
func (e Env) Meets(rule string) bool { return e.meets[rule] }

// Leaf gives the bucket to take from today: the day's part where a plan says Daily.
func (e Env) Leaf(bucket string) string {
	if slices.Contains(e.daily, bucket) {
		return bucket + "/" + e.Day
	}
	return bucket
}

// Decision is the reply and what changes: new or changed instances and seats, whole, and messages. What buckets lose and
// gain follows from the seats.
type Decision struct {
	Reply     Reply
	Instances []Instance
	Seats     []Seat
	Messages  []Message
}

// Refuse is the decision that changes nothing.
func Refuse(c Code) Decision { return Decision{Reply: Reply{Code: c}} }

// RefuseOver is Refuse with the threshold that was met.
func RefuseOver(c Code, limit int64) Decision { return Decision{Reply: Reply{Code: c, Limit: limit}} }

// Models finds models by name.
type Models map[string]Model

// NewModels lists the models that campaigns may play. It panics on two of one name: that is a mistake of the program.
func NewModels(models ...Model) Models {
	out := Models{}
	for _, m := range models {
		if out[m.Name()] != nil || m.Name() != strings.ToLower(m.Name()) {
			panic("campaign: two models named " + m.Name())
		}
		out[m.Name()] = m
	}
	return out
}

// that names the models whose games are what a test looks for, in order.
func (m Models) that(is func(Game) bool) []string {
	var out []string
	for name, one := range m {
		if g, err := one.Read(one.Example()); err == nil && is(g) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
