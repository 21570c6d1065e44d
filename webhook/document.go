package webhook

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"qunli/kit/event"
)

const documentHead = `# Webhooks

<!-- 由源代码生成，请勿手改；运行 make docs 更新。 Generated from the source; do not edit; make docs renews it. -->

在控制台“设置 → Webhook”登记一个地址并选择要听的事实；发生时群力向它 POST 一段 JSON。只有编号和数字，没有姓名、手机号和聊天内容；要详情请用编号调用接口。

Register an address in the console under Settings → Webhooks and choose the facts; when they happen Qunli POSTs JSON to it. It holds ids and
numbers, no names, phone numbers or messages; ask the API for details by id.

- 回答 2xx（10 秒内）就算送达。否则在 30 秒、2 分、8 分、30 分、2 小时、8 小时、16 小时后再试，第八次失败后放弃，可在控制台重发。连续失败一整天会暂停并派一项待办；暂停期间发生的事会留着，恢复后发送。重定向不跟随。
  An answer of 2xx within 10 s is a delivery. Otherwise it is tried again after 30 s, 2 min, 8 min, 30 min, 2 h, 8 h and 16 h, given up after the
  eighth try, and can be replayed in the console. After a whole day of failures the webhook is paused and somebody is asked to look; what happens meanwhile waits. Redirects are not followed.
- 至少一次，不保证顺序：同一 ` + "`id`" + ` 可能来多次（重试、重发不变），请按它去重。 At least once, in no promised order: the same ` + "`id`" + ` may come again, over tries and replays; tell repetitions by it.
- 导入、演示和重算产生的历史不发送。 History (imports, the demo, rebuilds) is not sent.
- 编号都是文字；时间是毫秒；只会增加字段，不会改名或删除。 Ids are text, times are unix ms; fields are only ever added.

## 签名 / Signature

| | |
|---|---|
| ` + "`" + TimestampHeader + "`" + ` | 本次尝试的 unix 秒，请拒绝与现在相差 5 分钟以上的 · unix seconds of this try; refuse what is more than 5 minutes away |
| ` + "`" + SignatureHeader + "`" + ` | ` + "`sha256=hex(HMAC-SHA256(secret, timestamp + \".\" + body))`" + `；换密钥后的一天内有两个，用逗号分开，任一个对即可 · two, divided by a comma, for a day after a new secret: either will do |
| ` + "`" + DeliveryHeader + "`" + ` ` + "`" + FactHeader + "`" + ` ` + "`" + TryHeader + "`" + ` | 推送编号、事实名称、第几次 · the delivery, the fact, which try |

` + "```python" + `
want = "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
ok = any(hmac.compare_digest(want, s.strip()) for s in signature.split(","))
` + "```" + `

## 事实 / Facts

`

// fieldWords says what the fields of facts mean.
var fieldWords = map[string][2]string{
	"from": {"此前", "before; of a merge, the customer who is read as another"}, "into": {"并入的客户", "the customer as whom they are read"},
	"was": {"此前被当作的客户", "as whom they were read"}, "aspect": {"哪一面：ladder depth band tier seed", "ladder, depth, band, tier or seed"},
	"customer": {"客户", "the customer"}, "customers": {"客户", "the customers"}, "to": {"此后", "after"}, "at": {"发生时间", "when it happened"},
	"tier": {"层", "the tier"}, "staff": {"负责的员工，空为没有", "who looks after it, empty nobody"}, "store": {"门店，空为没有", "the store, empty none"},
	"segment": {"分群", "the segment"}, "community": {"群", "the group"}, "inviter": {"邀请人，空为没有", "who invited, empty nobody"},
	"entrance": {"入口，空为没有", "the entrance, empty none"}, "flow": {"流转建议", "the suggestion"}, "rule": {"流转规则", "the rule"},
	"due": {"期限，0 为没有", "by when, 0 none"}, "proposal": {"建议", "the proposal"}, "kind": {"种类：promote prune retire", "promote, prune or retire"},
	"state": {"结果", "how it was decided"}, "breach": {"违例", "the breach"}, "waiting": {"待安排的人数", "how many wait"}, "message": {"提问的消息", "the message that asks"},
	"asked": {"提问时间", "when it was asked"}, "orders": {"订单", "the orders"}, "how": {"cancelled refunded assigned undone", "cancelled, refunded, assigned or undone"},
	"claims": {"推荐主张", "the claims"},
}

// Document gives docs/webhooks.md.
func Document() (string, error) {
	var b strings.Builder
	b.WriteString(documentHead)
	for _, f := range Facts() {
		fmt.Fprintf(&b, "### `%s`\n\n%s。 · %s.\n\n| | | |\n|---|---|---|\n", f.Kind, f.Zh, strings.ToUpper(f.En[:1])+f.En[1:])
		item := map[string]json.RawMessage{}
		for _, one := range f.fields() {
			words, known := fieldWords[one.name]
			if !known {
				return "", fmt.Errorf("webhook: nothing says what %s of %s means", one.name, f.Kind)
			}
			what, example := one.example()
			fmt.Fprintf(&b, "| `%s` | %s | %s · %s |\n", one.name, what, words[0], words[1])
			item[one.name] = example
		}
		text, err := json.Marshal(Body{ID: event.ID(1), Fact: f.Kind, At: exampleAt, Items: []map[string]json.RawMessage{item}})
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n```json\n%s\n```\n\n", text)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// exampleAt is a moment in examples, ms.
const exampleAt = 1767225600000

// example says what a field is and gives one.
func (f field) example() (what string, value json.RawMessage) {
	one := reflect.New(f.of).Elem()
	switch {
	case one.Kind() == reflect.String:
		what, value = "text", json.RawMessage(`"…"`)
	case strings.Contains(f.of.PkgPath(), "qunli/kit/id"):
		one.SetInt(1)
		spelt := fmt.Sprint(one.Interface())
		what, value = "`"+spelt[:strings.Index(spelt, "_")+1]+"…`", json.RawMessage(`"`+spelt+`"`)
	default:
		what, value = "number", json.RawMessage(`0`)
		if f.name == "at" || f.name == "due" || f.name == "asked" {
			what, value = "ms", json.RawMessage(fmt.Sprint(exampleAt))
		}
	}
	if f.list {
		return "list of " + what, json.RawMessage("[" + string(value) + "]")
	}
	return what, value
}
