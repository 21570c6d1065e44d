package console

import (
	"context"
	"slices"

	"qunli/commerce"
	"qunli/community"
	"qunli/demo"
	"qunli/insight"
	"qunli/intake"
	"qunli/livecode"
	"qunli/org"
	"qunli/segment"
)

// onboardingView is the list of a brand's first steps. Nothing of it is stored: a tick is read from the data.
type onboardingView struct {
	Steps []onboardingStep `json:"steps"`
	Done  int              `json:"done" doc:"Steps that are done"`
}

type onboardingStep struct {
	Name  string         `json:"name" doc:"Code: name, store, staff, import, segment, group, spend, wecom, code, backup"`
	Title insight.Words  `json:"title"`
	Why   insight.Words  `json:"why" doc:"What it is good for"`
	Done  bool           `json:"done"`
	Href  string         `json:"href" doc:"Address at which it is done"`
	Needs org.Permission `json:"needs" doc:"Who may do it"`
}

// probe is a step with what its tick is read from.
type probe struct {
	onboardingStep
	done func(context.Context, demo.Mark) (bool, error)
}

// onboarding tells everybody who is signed in how far the brand is: yes or no, and nothing of the data itself. What the
// demo brought does not count.
func (c *Console) onboarding(ctx context.Context, _ *struct{}) (onboardingView, error) {
	ctx = org.Owner(ctx, "onboarding")
	var mark demo.Mark
	if c.Demo != nil {
		var err error
		if mark, err = c.Demo.Mark(ctx); err != nil {
			return onboardingView{}, err
		}
	}
	out := onboardingView{Steps: []onboardingStep{}}
	for _, p := range c.probes() {
		yes, err := p.done(ctx, mark)
		if err != nil {
			return out, err
		}
		p.Done = yes
		if yes {
			out.Done++
		}
		out.Steps = append(out.Steps, p.onboardingStep)
	}
	return out, nil
}

func step(name, href string, needs org.Permission, title, why insight.Words) onboardingStep {
	return onboardingStep{Name: name, Title: title, Why: why, Href: Root + href, Needs: needs}
}

func (c *Console) probes() []probe {
	all := []probe{
		{step("name", "/settings", org.SettingEdit, insight.Words{Zh: "填写企业名称", En: "Name your organisation"},
			insight.Words{Zh: "名称出现在每一页和导出的文件上", En: "The name stands on every page and in every export"}), c.named},
		{step("store", "/settings/stores", org.StoreManage, insight.Words{Zh: "建第一家门店", En: "Open the first store"},
			insight.Words{Zh: "数据按门店分开，店员只看自己的店", En: "Numbers are kept by store, and store staff see their own"}), c.opened},
		{step("staff", "/settings/staff", org.StaffManage, insight.Words{Zh: "邀请第一位同事", En: "Invite the first colleague"},
			insight.Words{Zh: "待办要有人接；离开的人一步收回权限", En: "Tasks need somebody to do them; who leaves loses access at once"}), c.staffed},
		{step("import", "/imports", org.ImportRun, insight.Words{Zh: "导入第一批自己的数据", En: "Bring your own data in"},
			insight.Words{Zh: "客户和订单进来以后，闭环才有数字；导入可以整批撤销", En: "The loop has numbers once customers and orders are in; an import can be undone whole"}), c.brought},
		{step("segment", "/customers/segments", org.SegmentEdit, insight.Words{Zh: "存第一个人群", En: "Save the first segment"},
			insight.Words{Zh: "人群随数据自动更新，是触达和实验的对象", En: "A segment follows the data; it is whom you reach and test"}), c.segmented},
		{step("group", "/communities", org.CommunityEdit, insight.Words{Zh: "开第一个社群", En: "Open the first group"},
			insight.Words{Zh: "有定位的群才能沉淀客户、看出健康与否", En: "A group with a purpose keeps customers, and shows whether it is well"}), c.grouped},
		{step("spend", "/insight/costs", org.SpendEdit, insight.Words{Zh: "录入获客费用", En: "Record what acquisition costs"},
			insight.Words{Zh: "没有费用就算不出获客成本和回报", En: "Without costs there is no acquisition cost and no return"}), c.spent},
	}
	if c.WeCom != nil {
		all = append(all, probe{step("wecom", "/settings/wecom", org.SettingEdit, insight.Words{Zh: "连接企业微信", En: "Connect WeCom"},
			insight.Words{Zh: "客户和群的每次变化自动进来；没有企业微信时，沙盒也算", En: "Every change of customers and groups comes in by itself; without a WeCom, the sandbox will do"}), c.connected})
	}
	if c.Codes != nil {
		all = append(all, probe{step("code", "/communities/codes", org.CommunityEdit, insight.Words{Zh: "印第一个活码", En: "Print the first code"},
			insight.Words{Zh: "扫一下就加上当班的员工，或进到正在进人的群，从哪来也记得清", En: "A scan adds whoever is on duty or joins the group being filled, and says where people came from"}), c.coded})
	}
	if c.Backups != nil {
		all = append(all, probe{step("backup", "/settings/backup", org.Backup, insight.Words{Zh: "做第一次备份", En: "Make the first backup"},
			insight.Words{Zh: "归档可以恢复到任何一台机器、任何一种数据库", En: "An archive can be restored on any machine, into either database"}), c.backedUp})
	}
	return all
}

func (c *Console) named(ctx context.Context, m demo.Mark) (bool, error) {
	name, err := org.Setting(ctx, c.DB.Read(), org.SettingBrand)
	return name != "" && !m.Name(name), err
}

func (c *Console) opened(ctx context.Context, m demo.Mark) (bool, error) {
	for after := org.StoreID(0); ; {
		page, err := c.Org.ListStores(ctx, org.StoreQuery{After: after, Limit: wholePage})
		if err != nil || slices.ContainsFunc(page.Items, func(s org.Store) bool { return !m.Shop(s.Code) }) {
			return err == nil, err
		}
		if page.Next == "" {
			return false, nil
		}
		after = page.Items[len(page.Items)-1].ID
	}
}

// staffed: somebody beside the first owner.
func (c *Console) staffed(ctx context.Context, m demo.Mark) (bool, error) {
	people := 0
	for after := org.StaffID(0); ; {
		page, err := c.Org.ListStaff(ctx, org.StaffQuery{After: after, Limit: wholePage})
		if err != nil {
			return false, err
		}
		for _, s := range page.Items {
			if after = s.ID; !m.Clerk(s.Login) {
				people++
			}
		}
		if people > 1 || page.Next == "" {
			return people > 1, nil
		}
	}
}

// wholePage is the largest page of a list. Where the latest come first one page is enough: the demo enters a new database
// only, so what is a brand's own is later.
const wholePage = 200

func (c *Console) brought(ctx context.Context, m demo.Mark) (bool, error) {
	all, err := c.Intake.List(ctx, 0, wholePage)
	if err != nil || slices.ContainsFunc(all, func(i intake.Import) bool { return i.State == intake.Done && !m.Source(i.Source) }) {
		return err == nil, err
	}
	orders, err := c.Commerce.Orders(ctx, commerce.Filter{Limit: 1}) // by an interface, without a file
	return len(orders) > 0 && !m.Source(orders[0].Source), err
}

func (c *Console) segmented(ctx context.Context, m demo.Mark) (bool, error) {
	all, err := c.Segments.Saved(ctx, "", wholePage)
	return slices.ContainsFunc(all, func(s segment.Segment) bool { return !m.Segment(s.ID) }), err
}

func (c *Console) grouped(ctx context.Context, m demo.Mark) (bool, error) {
	all, err := c.Communities.List(ctx, community.Filter{State: community.Open, Limit: wholePage})
	return slices.ContainsFunc(all, func(g community.Community) bool { return !m.Source(g.Source) }), err
}

func (c *Console) spent(ctx context.Context, m demo.Mark) (bool, error) {
	spend, err := c.Commerce.SpendList(ctx, commerce.SpendFilter{Limit: wholePage})
	if err != nil || slices.ContainsFunc(spend, func(s commerce.Spend) bool { return !m.Source(s.Source) }) {
		return err == nil, err
	}
	costs, err := c.Insight.Costs(ctx, insight.CostFilter{Limit: wholePage})
	return slices.ContainsFunc(costs, func(k insight.Cost) bool { return !m.Source(k.Source) }), err
}

// connected: an account of WeCom, the sandbox's too, with a secret to speak with.
func (c *Console) connected(ctx context.Context, _ demo.Mark) (bool, error) {
	a, err := c.WeCom.Account(ctx)
	return a.Corp != "" && a.HasSecret, err
}

// coded: a code that leads on, or did; the demo brings none.
func (c *Console) coded(ctx context.Context, _ demo.Mark) (bool, error) {
	for _, state := range []livecode.State{livecode.Live, livecode.Paused, livecode.Closed} {
		some, err := c.Codes.List(ctx, livecode.Filter{State: state, Limit: 1})
		if err != nil || len(some) > 0 {
			return err == nil, err
		}
	}
	return false, nil
}

func (c *Console) backedUp(ctx context.Context, _ demo.Mark) (bool, error) {
	last, err := c.Backups.Last(ctx)
	return last > 0, err
}
