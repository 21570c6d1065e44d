package webhook

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/event"
	"qunli/referral"
	"qunli/segment"
)

// Fact is something that others may be told. Its kind and its fields never change; fields are only ever added.
type Fact struct {
	Kind   string
	Zh, En string // what happened

	zero event.Fact
	hide []string // fields that are not told: what people typed, and numbers that mean something here alone
}

// Facts lists what others may be told, in the order of the rooms.
func Facts() []Fact {
	all := []Fact{
		{zero: customer.Merged{}, Zh: "两位客户并为一人", En: "two customers are read as one"},
		{zero: customer.Unmerged{}, Zh: "合并被撤销", En: "a merge was undone"},
		{zero: customer.Moved{}, Zh: "客户的关系、分层或种子状态变了", En: "somebody stands elsewhere: ladder, depth, tie, tier or seed"},
		{zero: customer.TierEntered{}, Zh: "客户新进入 A 层", En: "somebody is newly in tier A"},
		{zero: segment.Entered{}, Zh: "客户进入分群", En: "people came into a segment"},
		{zero: segment.Left{}, Zh: "客户离开分群", En: "people went out of a segment"},
		{zero: community.Joined{}, Zh: "进群", En: "somebody joined a group", hide: []string{"import", "scene"}},
		{zero: community.Left{}, Zh: "退群", En: "somebody left a group", hide: []string{"import", "scene"}},
		{zero: community.Assigned{}, Zh: "群换了门店或负责人", En: "a group was given to another store or owner"},
		{zero: community.Opened{}, Zh: "群开放", En: "a group was opened"},
		{zero: community.NameDeviated{}, Zh: "群名与模板不一致", En: "a group's name is not the one its template gives", hide: []string{"expected", "found"}},
		{zero: community.FlowSuggested{}, Zh: "建议把客户请到更合适的群", En: "somebody should be invited into another group"},
		{zero: community.ReviewProposed{}, Zh: "群成员有待决定的建议", En: "a proposal about a member waits for a decision"},
		{zero: community.ReviewDecided{}, Zh: "建议已决定", En: "a proposal was decided"},
		{zero: community.GateBreached{}, Zh: "有人不符合进群条件", En: "somebody is in a group whose gate does not admit them"},
		{zero: community.BreachExcused{}, Zh: "不符合条件者被允许留下", En: "somebody may stay all the same"},
		{zero: community.HarvestDue{}, Zh: "活动群到期，成员待安排", En: "an activity group ends and its members want a place"},
		{zero: conversation.QuestionWaiting{}, Zh: "群里的提问超时未答", En: "a question in a group was not answered in time"},
		{zero: conversation.QuestionAnswered{}, Zh: "超时的提问有人答了", En: "such a question waits no more"},
		{zero: commerce.OrdersPlaced{}, Zh: "新的订单或退款", En: "orders or refunds entered", hide: []string{"import"}},
		{zero: commerce.OrdersChanged{}, Zh: "订单取消、退款、认领或撤销", En: "orders were cancelled, refunded, given a buyer or taken away"},
		{zero: referral.Bound{}, Zh: "推荐关系成立", En: "somebody's referrer was recorded", hide: []string{"import"}},
		{zero: referral.Voided{}, Zh: "推荐关系失效", En: "a recorded referrer is one no more", hide: []string{"import"}},
	}
	for n := range all {
		all[n].Kind = all[n].zero.FactKind()
	}
	return all
}

// Kinds lists the kinds of Facts.
func Kinds() []string {
	var out []string
	for _, f := range Facts() {
		out = append(out, f.Kind)
	}
	return out
}

// field is a field of a fact as others see it.
type field struct {
	name string
	list bool
	of   reflect.Type // of a list: of its items
}

// fields lists what is told of a fact, in the order of its declaration.
func (f Fact) fields() []field {
	var out []field
	t := reflect.TypeOf(f.zero)
	for n := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(n).Tag.Get("json"), ",")
		if slices.Contains(f.hide, name) {
			continue
		}
		one := field{name: name, of: t.Field(n).Type}
		if one.of.Kind() == reflect.Slice {
			one.list, one.of = true, one.of.Elem()
		}
		out = append(out, one)
	}
	return out
}

// Body is what is sent: the facts of one publishing.
type Body struct {
	ID    event.ID                     `json:"id"` // the same over tries, replays and subscriptions
	Fact  string                       `json:"fact"`
	At    int64                        `json:"at"` // ms
	Items []map[string]json.RawMessage `json:"items"`
}

// body writes what is sent of a row of facts: the same row always gives the same bytes.
func body(r event.Row) ([]byte, error) {
	n := slices.IndexFunc(Facts(), func(f Fact) bool { return f.Kind == r.Kind })
	if n < 0 {
		return nil, event.ErrGone
	}
	fields := Facts()[n].fields()
	items, err := r.Items()
	if err != nil {
		return nil, err
	}
	out := Body{ID: r.ID, Fact: r.Kind, At: r.At, Items: []map[string]json.RawMessage{}}
	for _, raw := range items {
		var all map[string]json.RawMessage
		if err := json.Unmarshal(raw, &all); err != nil {
			return nil, err
		}
		told := map[string]json.RawMessage{}
		for _, f := range fields {
			value, here := all[f.name]
			if f.list && (!here || string(value) == "null") {
				value = json.RawMessage("[]")
			} else if !here {
				continue // of a fact that is older than the field
			}
			told[f.name] = value
		}
		out.Items = append(out.Items, told)
	}
	return json.Marshal(out)
}
