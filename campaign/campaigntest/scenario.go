package campaigntest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/money"
)

// Scenarios plays every testdata/*.scenario of a model. A scenario is plain text, one act or expectation a line; what follows a #
// is left out. Names of people and of what they open are anything.
//
//	规则 {"size":3,…}          rules {…}               the settings; on one line
//	张三 开 甲团               张三 opens 甲团         a team, a packet (品牌 / brand opens), an account
//	张三 参加 甲团             张三 joins 甲团
//	张三 抢 a*1 b*2            张三 takes a*1 b*2      things of a sale
//	张三 付款                  张三 pays               for what they have last; 又付款 / pays-again
//	张三 售后 59.00            张三 after-sale 59.00   given back by hand
//	张三 退出                  张三 leaves
//	张三 达标 / 张三 流失      张三 qualifies / 张三 lost
//	张三 收款 / 张三 未收款    张三 receives / 张三 declines    what was sent to them
//	合并 甲团 乙团             merge 甲团 乙团
//	等 10m                     wait 10m                and what is due is done
//	停止                       stop                    the brand ends the campaign
//	期望 拒绝 FULL             expect refused FULL     what came last
//	期望 甲团 succeeded        expect 甲团 succeeded
//	期望 张三 settled          expect 张三 settled     what they have last
//	期望 张三 应付 49.00       expect 张三 owes 49.00
//	期望 张三 退款 49.00       expect 张三 refunded 49.00      in all, asked for once each
//	期望 张三 奖励 20.00       expect 张三 rewarded 20.00      transfers to them, in all
//	期望 张三 得到 1           expect 张三 given 1     transfers and gifts to them
//	期望 张三 有 owed 1        expect 张三 has owed 1          seats in a state
//	期望 剩余 stock 100        expect left stock 100
func Scenarios(t *testing.T, m campaign.Model) {
	files, err := filepath.Glob("testdata/*.scenario")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".scenario"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			p := &play{t: t, model: m, people: map[string]customer.ID{}, opened: map[string]campaign.InstanceID{}, last: map[string]campaign.Reply{}}
			n := 0
			for line := range strings.Lines(string(text)) {
				n++
				line, _, _ = strings.Cut(line, "#")
				if words := strings.Fields(line); len(words) > 0 {
					if err := p.line(words); err != nil {
						t.Fatalf("%s:%d: %s: %v", name, n, strings.TrimSpace(line), err)
					}
				}
			}
			p.Recount(t)
		})
	}
}

// play is a scenario on its way.
type play struct {
	*World
	t      *testing.T
	model  campaign.Model
	people map[string]customer.ID
	opened map[string]campaign.InstanceID
	last   map[string]campaign.Reply // what each person was answered last about a seat
	reply  campaign.Reply
	number int64
}

func (p *play) line(words []string) error {
	switch words[0] {
	case "规则", "rules":
		p.World = NewWorld(p.t, p.model, strings.Join(words[1:], " "), campaign.Terms{}, 1, 1)
		return nil
	case "等", "wait":
		d, err := time.ParseDuration(words[1])
		p.Clock += d.Milliseconds()
		p.Sweep(p.t)
		return err
	case "停止", "stop":
		p.fold.Campaign.State = campaign.Closed
		p.Reread()
		p.Sweep(p.t)
		return nil
	case "合并", "merge":
		p.reply = p.Do(p.t, campaign.Command{Kind: campaign.Merge, Instance: p.opened[words[1]], Other: p.opened[words[2]]})
		return nil
	case "期望", "expect":
		return p.expect(words[1:])
	}
	return p.act(words[0], words[1], words[2:])
}

func (p *play) person(name string) customer.ID {
	if name == "品牌" || name == "brand" {
		return 0
	}
	if p.people[name] == 0 {
		p.people[name] = customer.ID(500 + len(p.people))
	}
	return p.people[name]
}

// act has somebody do something.
func (p *play) act(who, verb string, what []string) error {
	p.number++
	c := campaign.Command{Person: p.person(who), Number: p.number, Seat: p.last[who].Seat, Ref: fmt.Sprint("W", p.last[who].Seat)}
	switch verb {
	case "开", "opens":
		c.Kind, c.Seat = campaign.Open, 0
	case "参加", "joins":
		c.Kind, c.Seat, c.Instance = campaign.Join, 0, p.opened[what[0]]
	case "抢", "takes":
		c.Kind, c.Seat = campaign.Join, 0
		for _, w := range what {
			l := campaign.Line{}
			if _, err := fmt.Sscanf(strings.Replace(w, "*", " ", 1), "%s %d", &l.Item, &l.N); err != nil {
				return err
			}
			c.Lines = append(c.Lines, l)
		}
	case "付款", "pays", "又付款", "pays-again":
		c.Kind, c.Amount = campaign.Paid, p.fold.Seats[c.Seat].Amount
		if strings.Contains(verb, "again") || verb == "又付款" {
			c.Ref += "b"
		}
		p.paid[c.Seat] += c.Amount
	case "售后", "after-sale":
		amount, err := money.ParseFen(what[0])
		if err != nil {
			return err
		}
		c.Kind, c.Amount, c.Ref = campaign.AfterSale, int64(amount), fmt.Sprint("hand", p.number)
	case "退出", "leaves":
		c.Kind = campaign.Leave
	case "达标", "qualifies":
		c.Kind = campaign.Qualify
	case "流失", "lost":
		c.Kind = campaign.Revoke
	case "收款", "receives", "未收款", "declines":
		return p.receive(who, verb == "收款" || verb == "receives")
	default:
		return fmt.Errorf("%s is no act", verb)
	}
	p.reply = p.Do(p.t, c)
	if p.reply.Code == campaign.Done && p.reply.Seat != 0 {
		p.last[who] = p.reply
	}
	if c.Kind == campaign.Open {
		p.opened[what[0]] = p.reply.Instance
	}
	return nil
}

// receive has everything that was sent to somebody arrive, or come back.
func (p *play) receive(who string, taken bool) error {
	var waiting []campaign.Message
	for _, m := range p.owed {
		if m.Person == p.person(who) && (m.Kind == campaign.Transfer || m.Kind == campaign.Grant) {
			waiting = append(waiting, m)
		}
	}
	if len(waiting) == 0 {
		return fmt.Errorf("nothing was sent to %s", who)
	}
	for _, m := range waiting {
		k := campaign.Sent
		if !taken {
			k = campaign.Returned
		}
		p.reply = p.Do(p.t, campaign.Command{Kind: k, Seat: m.Seat, Amount: m.Amount, Ref: m.Number})
	}
	return nil
}

// expect holds what is so against what should be.
func (p *play) expect(words []string) error {
	want := words[len(words)-1]
	got := ""
	switch {
	case words[0] == "拒绝" || words[0] == "refused":
		got = string(p.reply.Code)
	case words[0] == "剩余" || words[0] == "left":
		got = fmt.Sprint(p.fold.Buckets[words[1]].Free)
	case len(words) == 2 && p.opened[words[0]] != 0:
		got = p.fold.Instances[p.opened[words[0]]].State
	case len(words) == 2:
		got = p.fold.Seats[p.last[words[0]].Seat].State
	case len(words) == 4:
		n := 0
		for _, s := range p.fold.Seats {
			if s.PersonID == p.person(words[0]) && s.State == words[2] {
				n++
			}
		}
		got = fmt.Sprint(n)
	default:
		got = p.sum(words[0], words[1])
	}
	if got != want {
		return fmt.Errorf("it is %q", got)
	}
	return nil
}

func (p *play) sum(who, what string) string {
	switch what {
	case "应付", "owes":
		return money.Fen(p.fold.Seats[p.last[who].Seat].Amount).String()
	case "退款", "refunded":
		sum := int64(0)
		for _, m := range p.Messages(campaign.Refund, p.person(who)) {
			sum += m.Amount
		}
		return money.Fen(sum).String()
	case "奖励", "rewarded":
		sum := int64(0)
		for _, m := range p.Messages(campaign.Transfer, p.person(who)) {
			sum += m.Amount
		}
		return money.Fen(sum).String()
	case "得到", "given":
		return fmt.Sprint(len(p.Messages(campaign.Transfer, p.person(who))) + len(p.Messages(campaign.Grant, p.person(who))))
	}
	return what + " is nothing to expect"
}
