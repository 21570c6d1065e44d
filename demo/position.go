package demo

import (
	"context"
	"time"

	"qunli/community"
	"qunli/org"
)

// position says of the groups what files cannot: what each is for, who owns it, and that activities which are over are to be
// harvested. Groups that have been positioned already are left as they are.
func (s *Service) position(ctx context.Context, story *Story) error {
	plans := map[string]*group{}
	for b := range story.blocks() {
		for _, g := range story.draw(b).groups {
			plans[g.code()] = &group{number: g.number, shop: g.shop, kind: g.kind, fate: g.fate, purpose: g.purpose, born: g.born, dies: g.dies}
		}
	}
	if err := s.settleAll(ctx, story, plans); err != nil {
		return err
	}
	return s.harvest(ctx, story)
}

func (s *Service) settleAll(ctx context.Context, story *Story, plans map[string]*group) error {
	for {
		page, err := s.Groups.List(ctx, community.Filter{Undecided: true, Limit: 200})
		if err != nil {
			return err
		}
		left := 0
		for _, c := range page {
			if g := plans[c.Code]; g != nil {
				left++
				if err := s.settle(ctx, story, c, g); err != nil {
					return err
				}
			}
		}
		if left == 0 {
			return nil
		}
	}
}

// harvest ends the activities that are over.
func (s *Service) harvest(ctx context.Context, story *Story) error {
	last := story.day(days - 1)
	for after := community.ID(0); ; {
		page, err := s.Groups.List(ctx, community.Filter{Kind: community.Activity, After: after, Limit: 200})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			after = c.ID
			if c.Source != source || c.State != community.Open || c.EndsOn > last {
				continue
			}
			if _, err := s.Groups.BeginHarvest(ctx, c.ID, c.Version); err != nil {
				return err
			}
		}
	}
}

// settle positions one group. Its kind comes last: until then it is one of those that wait.
func (s *Service) settle(ctx context.Context, story *Story, c community.Community, g *group) error {
	shop, clerk := shopOf(g.shop).code, g.owner().code
	shops, err := org.StoresByCode(ctx, s.DB.Read(), []string{shop})
	if err != nil {
		return err
	}
	staff, err := org.StaffByCode(ctx, s.DB.Read(), []string{clerk})
	if err != nil {
		return err
	}
	plan := community.Plan{Name: c.Name, Carrier: "wecom", Store: shops[shop], Staff: staff[clerk], Purpose: g.purpose}
	if g.kind == community.Activity {
		plan.StartsOn, plan.EndsOn = story.day(int(g.born)), story.after(g.dies)
	}
	if c, err = s.Groups.Update(ctx, c.ID, c.Version, plan); err != nil {
		return err
	}
	if c, err = s.Groups.SetBrief(ctx, c.ID, c.Version, briefOf(g)); err != nil {
		return err
	}
	_, err = s.Groups.SetKind(ctx, c.ID, c.Version, g.kind)
	return err
}

// after spells the day of a time; one beyond the story is a fortnight after it.
func (s *Story) after(t float64) string {
	if t < days {
		return s.day(int(t))
	}
	return time.UnixMilli(s.starts[days]).In(s.zone).AddDate(0, 0, 14).Format(time.DateOnly)
}

// briefOf is what a group is for.
func briefOf(g *group) community.Brief {
	b := briefs[g.kind]
	b.Product = "https://demo.invalid/" + goods[g.number%len(goods)].sku
	return b
}

var briefs = map[community.Kind]community.Brief{
	community.Serving: {Purpose: "把买过的顾客服务好，让大家少踩坑、吃得明白", Goal: "每个问题当天有人答，回购有人提醒", Value: "店员在线答疑、到店免费冲泡、过期前提醒",
		Persona: "在门店买过两次以内的新会员", Pains: "不知道怎么吃、怎么搭配，有问题找不到人", Advantage: "门店店员驻群，三公里内可到店"},
	community.Sales: {Purpose: "让老会员先拿到当季新货和成团价", Goal: "每周一次好价，省下来的都是大家的", Value: "群内价、先到先得、坏果包赔",
		Persona: "买过至少一次、看重性价比的会员", Pains: "平台价格天天变，怕买贵", Advantage: "自有工坊，成团直发"},
	community.Activity: {Purpose: "用一段时间的打卡试吃，让大家真的吃完、看到变化", Goal: "坚持到最后一天", Value: "每日打卡、营养师点评、结营礼",
		Persona: "想养成习惯、愿意坚持的会员", Pains: "买回来吃两天就忘了", Advantage: "有人陪、有人点评、有奖励"},
	community.Core: {Purpose: "和最懂我们的会员一起把产品做好", Goal: "每个新品上市前先过这群人的嘴", Value: "新品先尝、年礼、线下品鉴",
		Persona: "买过三次以上、愿意说真话的会员", Pains: "意见没人听", Advantage: "创始人每月在群里回复"},
	community.Seed: {Purpose: "让愿意分享的会员带动更多人", Goal: "每个月一起帮十位朋友吃得更好", Value: "分享礼、专属邀请码、优先试用",
		Persona: "主动带过朋友的会员", Pains: "想推荐却不知道怎么说", Advantage: "素材、话术、样品都备好"},
}
