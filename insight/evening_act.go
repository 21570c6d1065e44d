package insight

import (
	"context"
	"fmt"
)

// The acts that an evening may ask for, the most urgent first. Each stands on a figure of a metric or on a list of its own.

// todo is what is open on the task list, in scope.
type todo struct{ Late, Questions int64 }

func (in *input) todo(ctx context.Context) (todo, error) {
	c := in.scope("store_id", "staff_id").And("state = 'open'")
	return one[todo](ctx, in, `
		SELECT COUNT(*) FILTER (WHERE due_at < `+c.Next(1)+`) AS late, COUNT(*) FILTER (WHERE kind = 'answer') AS questions
		FROM desk_task
		WHERE `+c.SQL(), c.Args(in.now)...)
}

// actsOf lists the acts that the figures ask for; parts are answers of other metrics by name.
func (f eveningFacts) actsOf(t todo, trials []trialResult, parts map[string]Answer) []Act {
	var out []Act
	add := func(ok bool, a Act) {
		if ok {
			out = append(out, a)
		}
	}
	for _, r := range trials {
		add(r.finding == fallen, r.act("act.stop_trial", Words{"停止实验“" + r.name + "”，恢复原来的做法", "Stop the experiment \"" + r.name + "\" and go back"}))
	}
	add(t.Late > 0, Act{Sentence{Code: "act.late", Words: Words{"先处理逾期的待办", "See to overdue tasks first"}},
		Words{fmt.Sprintf("%d 项待办已过期限", t.Late), fmt.Sprintf("%d tasks are past their due time", t.Late)}, toAct("/today?whose=all")})
	add(t.Questions > 0, Act{Sentence{Code: "act.answer", Words: Words{"回答群里的提问", "Answer the questions in groups"}},
		Words{fmt.Sprintf("%d 个提问超时无人回答", t.Questions), fmt.Sprintf("%d questions have waited too long", t.Questions)}, toAct("/today?whose=all&kind=answer")})
	for _, r := range trials {
		add(r.finding == risen && r.sound, r.act("act.roll_out", Words{"把实验“" + r.name + "”的做法推广到所有人", "Roll out what the experiment \"" + r.name + "\" tried"}))
	}
	out = append(out, weakestAct(parts["loopcheck"])...)
	out = append(out, winbackAct(parts["winback"])...)
	out = append(out, dyingAct(parts["health"])...)
	add(f.mayCost && f.cost[0] == nil && f.newcomers > 0, Act{Sentence{Code: "act.costs", Words: Words{"录入获客费用", "Enter what acquisition cost"}, Metric: "cac"},
		Words{fmt.Sprintf("近 %d 天有 %d 位新客，一笔费用也没有录入", f.days, f.newcomers), fmt.Sprintf("%d new customers in %d days, and no cost entered", f.newcomers, f.days)}, toAct("/insight/cac")})
	return out
}

// trialResult is what an experiment says tonight; sound: none of its checks warns.
type trialResult struct {
	name, id string
	uplift
	sound bool
}

func (r trialResult) act(code string, what Words) Act {
	return Act{Sentence{Code: code, Words: what, Metric: "experiment"}, trialLine(r.name, r.uplift), toAct("/insight/experiments/" + r.id)}
}

// freshTrials is for how many days after its end an experiment is still spoken of, and how many are looked at.
const (
	freshTrials = 14
	mostTrials  = 5
)

// trials reads the experiments that have just come to their end: what still runs is not judged early.
func (in *input) trials(ctx context.Context) ([]trialResult, error) {
	list, err := all[Experiment](ctx, in, `SELECT `+experimentColumns+` FROM insight_experiment ORDER BY id DESC LIMIT 50`)
	if err != nil {
		return nil, err
	}
	var out []trialResult
	for _, e := range list {
		_, last := in.trialDays(e)
		if !e.ended(in.today(), in.stoppedOn(e)) || in.today()-last > freshTrials || len(out) == mostTrials {
			continue
		}
		t, err := in.trial(ctx, e)
		if err != nil {
			return nil, err
		}
		c := t.compare()
		out = append(out, trialResult{e.Name, e.ID.String(), c.uplift, t.sound(c)})
	}
	return out, nil
}

// sound tells whether no check of the experiment warns.
func (t *trial) sound(c compared) bool {
	if t.Mode != Holdout || c.aa == nil || c.aa.finding == risen || c.aa.finding == fallen {
		return false
	}
	treated, control, _ := t.sizes()
	p, ok := sampleRatio(treated, control, t.Holdout)
	return !ok || p >= badRatio
}

// weakestAct is to mend the weakest stage of the loop.
func weakestAct(a Answer) []Act {
	for _, row := range a.Table("stages").Rows {
		if row[5].Text == nil || row[2].Number == nil || row[3].Number == nil {
			continue
		}
		stage, measure, template := *row[0].Text, *row[1].Text, *row[6].Text
		return []Act{{Sentence{Code: "act.weakest", Words: Words{"补最弱的环节：" + stage.Zh, "Mend the weakest stage: " + stage.En}, Metric: "loopcheck"},
			Words{measure.Zh + " " + percent(*row[2].Number) + "，目标 " + percent(*row[3].Number) + "；可用" + template.Zh,
				measure.En + " " + percent(*row[2].Number) + ", target " + percent(*row[3].Number) + "; use " + template.En}, toAct("/insight/loopcheck")}}
	}
	return nil
}

// winbackAct is to get in touch with buyers out of reach, and with those who stopped buying.
func winbackAct(a Answer) []Act {
	lost, lapsed := countOf(a, "list"), countOf(a, "lapsed")
	if lost+lapsed == 0 {
		return nil
	}
	return []Act{{Sentence{Code: "act.winback", Words: Words{"联系沉睡和失联的老客户", "Contact old customers who lapsed or were lost"}, Metric: "winback"},
		Words{fmt.Sprintf("%d 位沉睡买家可以联系，%d 位失联买家待重连", lapsed, lost), fmt.Sprintf("%d lapsed buyers can be contacted, %d lost ones wait", lapsed, lost)}, toAct("/insight/winback")}}
}

// dyingAct is to save or close groups that went silent.
func dyingAct(a Answer) []Act {
	n := countOf(a, string(DeadB))
	if n == 0 {
		return nil
	}
	return []Act{{Sentence{Code: "act.groups", Words: Words{"救活或关闭沉寂的群", "Save or close groups that went silent"}, Metric: "health"},
		Words{fmt.Sprintf("%d 个群曾经活跃，最近一周的行动不到自身峰值的 10%%", n), fmt.Sprintf("%d groups were alive and now show less than 10 %% of their own peak", n)}, toAct("/insight/health")}}
}

// countOf gives a counted value of an answer, 0 without data.
func countOf(a Answer, name string) int {
	if v, ok := a.Value(name); ok && v.Number != nil {
		return int(*v.Number)
	}
	return 0
}

// toAct is the address in the console at which an act is done, or proved.
func toAct(place string) string { return "/console" + place }
