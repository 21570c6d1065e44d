package community

import (
	"context"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Brief is the positioning of a group, one version of it: what it is for and whom (COM-01). No group opens without all seven.
type Brief struct {
	CommunityID ID
	Number      int64  // version, from 1
	Purpose     string // why there is this group
	Goal        string // the goal all share, one sentence
	Value       string // core value proposition
	Persona     string // who belongs here
	Pains       string // what hurts them
	Advantage   string // why we
	Product     string // link to the goods behind it
	StaffID     org.StaffID
	At          int64 // ms
}

// ErrBrief refuses to open a group whose brief is not whole; its fields are the empty ones.
var ErrBrief = fault.New(fault.Invalid, "community.brief",
	"开群前请先写完整定位", "Write the whole positioning brief before opening the group")

// fields lists what a brief holds, by the names of the API.
func (b *Brief) fields() []briefField {
	return []briefField{
		{"purpose", &b.Purpose, "写明为什么建这个群", "say why there is this group"},
		{"goal", &b.Goal, "用一句话写出大家共同的目标", "say in one sentence what all want"},
		{"value", &b.Value, "写明核心价值主张", "say what members gain"},
		{"persona", &b.Persona, "写明群员画像", "say who belongs here"},
		{"pains", &b.Pains, "写明群员的痛点", "say what troubles them"},
		{"advantage", &b.Advantage, "写明自己的优势", "say why it is you"},
		{"product", &b.Product, "填上产品链接", "link the goods behind it"},
	}
}

type briefField struct {
	name   string
	text   *string
	zh, en string
}

// Missing refuses a brief that is not whole, naming the empty fields; nil when none is.
func (b Brief) Missing() error {
	var missing *fault.Error
	for _, f := range b.fields() {
		if strings.TrimSpace(*f.text) != "" {
			continue
		}
		if missing == nil {
			missing = ErrBrief
		}
		missing = missing.At(f.name, "", f.zh, f.en)
	}
	if missing == nil {
		return nil
	}
	return missing
}

// Template is a sample of a brief, for one trade.
type Template struct {
	Name  string
	Brief Brief // without a product link: that is the brand's own
}

// Templates gives samples to begin with.
func Templates() []Template {
	return []Template{
		{"护肤", Brief{Purpose: "陪伴敏感肌和熬夜肌的顾客把皮肤养稳，用真实反馈带动复购",
			Goal: "21 天一起变美，每个人的皮肤都比上个月好一点", Value: "一对一肤质建议、真人打卡记录、护肤师每天在线",
			Persona: "25–40 岁女性，注重成分，愿意坚持打卡", Pains: "产品太多不会选、成分看不懂、用两周就放弃",
			Advantage: "门店护肤师驻群，肤质检测可到店复核"}},
		{"水果", Brief{Purpose: "让小区邻居每天吃到当季好水果，以销定采、少损耗",
			Goal: "整个小区一起吃当季，越团越新鲜", Value: "产地直采、坏果包赔、当天送到楼下",
			Persona: "门店三公里内的家庭，每周买两次以上水果", Pains: "超市水果不新鲜、价格不透明、坏果难退",
			Advantage: "自有分拣仓，店长试吃后才上架"}},
		{"家居日用", Brief{Purpose: "帮新家和宝妈家庭用更少的钱把日用品一次备齐",
			Goal: "一起把家收拾得更舒服，少花冤枉钱", Value: "每周一份好物清单、老会员实测、缺货提前说",
			Persona: "有房有娃、每月固定囤货的家庭", Pains: "促销套路多、买回来不好用、囤多了过期",
			Advantage: "工厂直供，先试用再推荐，七天无忧退"}},
	}
}

// SetBrief writes the next version of a group's brief. It need not be whole until the group opens.
func (s *Service) SetBrief(ctx context.Context, i ID, version int64, b Brief) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	w := &wanted{}
	for _, f := range b.fields() {
		*f.text = strings.TrimSpace(*f.text)
		w.text(f.name, *f.text, 0, 2000)
	}
	if err := w.err(); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.brief", func(ctx context.Context, tx *db.Tx, c *Community) error {
		if c.State != Draft { // an open group keeps a whole one
			if err := b.Missing(); err != nil {
				return err
			}
		}
		c.Brief++
		b.CommunityID, b.Number, b.StaffID, b.At = i, c.Brief, actingStaff(ctx), tx.Now
		_, err := db.Insert(ctx, tx, "community_brief", []Brief{b}, "")
		return err
	})
}

// actingStaff gives the member of staff behind ctx's actor, 0 for the program.
func actingStaff(ctx context.Context) org.StaffID {
	a, _ := org.ActorOf(ctx)
	return a.Staff
}

const briefColumns = `community_id, number, purpose, goal, value, persona, pains, advantage, product, staff_id, at`

// Briefs gives all versions of a group's brief, the current one first.
func (s *Service) Briefs(ctx context.Context, i ID) ([]Brief, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, i); err != nil {
		return nil, err
	}
	return db.All[Brief](ctx, q, `SELECT `+briefColumns+` FROM community_brief WHERE community_id = $1 ORDER BY number DESC`, i)
}

// needBrief refuses a group without a whole brief.
func needBrief(ctx context.Context, q db.Q, c Community) error {
	var b Brief
	all, err := db.All[Brief](ctx, q, `SELECT `+briefColumns+` FROM community_brief WHERE community_id = $1 AND number = $2`, c.ID, c.Brief)
	if err != nil {
		return err
	}
	if len(all) > 0 {
		b = all[0]
	}
	return b.Missing()
}
