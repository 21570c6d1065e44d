package insight

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type experimentKind struct{}

func (experimentKind) Prefix() string { return "exp" }

// ExperimentID identifies an experiment.
type ExperimentID = id.Of[experimentKind]

// Arm is the side of an experiment on which somebody stands; ” is outside it.
type Arm string

// The arms: the treated get what is tried, the control is left alone.
const (
	Treated Arm = "treated"
	Control Arm = "control"
)

func (a Arm) title() Words {
	if a == Control {
		return Words{"对照组", "control"}
	}
	return Words{"实验组", "treated"}
}

// ExperimentMode says what the treated are compared with.
type ExperimentMode string

// The modes. Before and after is the weaker one: seasons and everything else that happened meanwhile are in it.
const (
	Holdout     ExperimentMode = "holdout"
	BeforeAfter ExperimentMode = "before_after"
)

// ExperimentMetric is what is compared (INS-15).
type ExperimentMetric string

// The metrics. Conversion is the share of people who ordered within the window; Repurchase that of the people who had bought
// before it; Spend is fen a person, net.
const (
	ByConversion ExperimentMetric = "conversion"
	ByRepurchase ExperimentMetric = "repurchase"
	BySpend      ExperimentMetric = "spend"
)

// ExperimentState tells whether all people of the target have been taken in.
type ExperimentState string

// The states.
const (
	Enrolling ExperimentState = "enrolling"
	Ready     ExperimentState = "ready"
)

// The targets of experiments: a segment rule, a list of people, everybody.
const (
	targetRule      = "rule"
	targetList      = "list"
	targetEverybody = "everybody"
)

// Experiment compares people to whom something is done with people to whom it is not. Its people are those of the target when it
// was made; its days are whole days of the organisation's zone.
type Experiment struct {
	ID         ExperimentID     `json:"id"`
	Name       string           `json:"name"`
	Mode       ExperimentMode   `json:"mode"`
	Metric     ExperimentMetric `json:"metric"`
	Target     string           `json:"target"`
	Rule       string           `json:"rule"`    // canonical text, '' none
	Holdout    float64          `json:"holdout"` // share of the control; 0 in mode BeforeAfter
	Seed       string           `json:"-"`
	StartsOn   string           `json:"starts_on"` // YYYY-MM-DD, the first day that counts
	EndsOn     string           `json:"ends_on"`   // the last one, '' open
	State      ExperimentState  `json:"state"`
	EnrolledTo customer.ID      `json:"enrolled_to"`
	StoppedAt  int64            `json:"stopped_at"` // ms, 0 not stopped by hand
	StaffID    org.StaffID      `json:"staff_id"`
	CreatedAt  int64            `json:"created_at"`
}

// ExperimentDraft asks for an experiment. Zero fields take the defaults: everybody, conversion, a holdout of 10 %†, from today on.
type ExperimentDraft struct {
	Name     string
	Mode     ExperimentMode
	Metric   ExperimentMetric
	Rule     string        // a segment rule
	People   []customer.ID // or a list, at most 5,000
	Holdout  float64
	Seed     string // key of the assignment; '' a random one
	StartsOn string
	EndsOn   string
}

// The refusals about experiments.
var (
	ErrExperiment = fault.New(fault.Missing, "insight.experiment.missing", "没有实验 %q", "There is no experiment %q")
	ErrTrialName  = fault.New(fault.Conflict, "insight.experiment.name",
		"已有名为 %q 的实验；请换一个名字", "There is an experiment %q already; give it another name")
	ErrTrialEnded = fault.New(fault.Conflict, "insight.experiment.stopped", "实验 %q 已经停止", "The experiment %q is stopped already")
	ErrTrialScope = fault.New(fault.Denied, "insight.experiment.scope",
		"实验针对全企业的客户：需要全部数据范围的账号", "An experiment is about the whole company's people: it takes an account with the whole data scope")
	ErrNoRules = fault.New(fault.Unavailable, "insight.experiment.rules", "这里不能按规则选人", "Rules cannot be asked here")
)

// The bounds of a holdout, and how many people a list names.
const (
	defaultHoldout = 0.1
	leastHoldout   = 0.01
	mostHoldout    = 0.9
	mostListed     = 5000
)

// complete checks a draft and fills in the defaults; today is a day of the organisation's zone.
func (d *ExperimentDraft) complete(today string) error {
	d.Name = strings.TrimSpace(d.Name)
	if n := utf8.RuneCountInString(d.Name); n < 1 || n > 100 {
		return fault.InvalidField("name", d.Name, "名称须为 1 到 100 字", "a name has 1 to 100 characters")
	}
	if err := d.kinds(); err != nil {
		return err
	}
	if d.Rule != "" && len(d.People) > 0 {
		return fault.InvalidField("rule", d.Rule, "规则和名单只能给一个", "give a rule or a list, not both")
	}
	if len(d.People) > mostListed {
		return fault.InvalidField("people", "", "名单至多 5,000 人；更多请用规则", "a list has 5,000 people at most; use a rule for more")
	}
	if d.StartsOn == "" {
		d.StartsOn = today
	}
	for _, s := range []string{d.StartsOn, d.EndsOn} {
		if t, err := time.Parse(time.DateOnly, s); s != "" && (err != nil || t.Format(time.DateOnly) != s) {
			return fault.InvalidField("days", s, "日期写作 YYYY-MM-DD", "a day is written YYYY-MM-DD")
		}
	}
	if d.EndsOn != "" && d.EndsOn < d.StartsOn {
		return fault.InvalidField("ends_on", d.EndsOn, "结束不能早于开始", "the end cannot come before the start")
	}
	return nil
}

// kinds checks mode, metric and holdout.
func (d *ExperimentDraft) kinds() error {
	switch d.Mode {
	case "":
		d.Mode = Holdout
	case Holdout, BeforeAfter:
	default:
		return fault.InvalidField("mode", string(d.Mode), "只有 holdout、before_after", "there are: holdout, before_after")
	}
	switch d.Metric {
	case "":
		d.Metric = ByConversion
	case ByConversion, ByRepurchase, BySpend:
	default:
		return fault.InvalidField("metric", string(d.Metric), "只有 conversion、repurchase、spend", "there are: conversion, repurchase, spend")
	}
	switch {
	case d.Mode == BeforeAfter && d.Holdout != 0:
		return fault.InvalidField("holdout", spell(d.Holdout), "前后对比没有对照组", "before and after has no control")
	case d.Mode == Holdout && d.Holdout == 0:
		d.Holdout = defaultHoldout
	case d.Mode == Holdout && !(d.Holdout >= leastHoldout && d.Holdout <= mostHoldout):
		return fault.InvalidField("holdout", spell(d.Holdout), "对照组占比须在 0.01 到 0.9 之间", "the share of the control is from 0.01 to 0.9")
	}
	return nil
}

// arm gives the side on which somebody who takes part stands: by a hash of the person keyed with the seed, so that it is random,
// the same whenever asked, and independent between experiments.
func (e Experiment) arm(who customer.ID) Arm {
	if e.Mode == BeforeAfter {
		return Treated
	}
	mac := hmac.New(sha256.New, []byte(e.Seed))
	var key [8]byte
	binary.BigEndian.PutUint64(key[:], uint64(who))
	mac.Write(key[:])
	if float64(binary.BigEndian.Uint64(mac.Sum(nil))>>11)/(1<<53) < e.Holdout {
		return Control
	}
	return Treated
}

// participant is a person of an experiment, merged people being one, with their one arm.
type participant struct {
	id    customer.ID
	arm   Arm
	mixed bool // people of both arms were merged into this one
}

// participants folds those who were taken in, in order of their ids, into people as they are now: a person's arm is that of their
// own id where it takes part, else that of the smallest id merged into them. So a merged person keeps one arm.
func (e Experiment) participants(taken []enrolled) []participant {
	var out []participant
	at := map[customer.ID]int{}
	for _, t := range taken {
		arm := e.arm(t.CustomerID)
		i, seen := at[t.PersonID]
		if !seen {
			at[t.PersonID] = len(out)
			out = append(out, participant{id: t.PersonID, arm: arm})
			continue
		}
		out[i].mixed = out[i].mixed || out[i].arm != arm
		if t.CustomerID == t.PersonID {
			out[i].arm = arm
		}
	}
	return out
}

// enrolled is one who was taken in, and who that person is now.
type enrolled struct{ CustomerID, PersonID customer.ID }

// lastDay is the last day that counts for somebody who looks today: whole days only, none before the start.
func (e Experiment) lastDay(today, stopped day) day {
	last := today - 1
	if end, err := parseDay(e.EndsOn); err == nil {
		last = min(last, end)
	}
	if e.StoppedAt != 0 {
		last = min(last, stopped)
	}
	return last
}

// ended tells whether the last day has passed.
func (e Experiment) ended(today, stopped day) bool {
	end, err := parseDay(e.EndsOn)
	return e.StoppedAt != 0 && stopped < today || err == nil && end < today
}

// chiSquareTail gives the probability of a chi-square of one degree of freedom above x.
func chiSquareTail(x float64) float64 { return math.Erfc(math.Sqrt(x / 2)) }

// sampleRatio checks that the arms have the sizes that the holdout asks for: p is the probability of a difference at least as
// large by chance; ok is false where there are too few people to tell.
func sampleRatio(treated, control int, holdout float64) (p float64, ok bool) {
	n := float64(treated + control)
	wantControl, wantTreated := n*holdout, n*(1-holdout)
	if min(wantControl, wantTreated) < 5 {
		return 0, false
	}
	d := float64(control) - wantControl
	return chiSquareTail(d*d/wantControl + d*d/wantTreated), true
}

// badRatio is the probability below which a ratio of the arms is taken for a defect rather than for chance.
const badRatio = 0.001
