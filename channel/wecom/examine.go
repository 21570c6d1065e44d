package wecom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Standing says how one value of the account stands.
type Standing string

// The standings of a value.
const (
	Sound    Standing = "ok"
	Wrong    Standing = "wrong"
	Doubtful Standing = "warning"
	Unasked  Standing = "skipped" // it cannot be judged, or is not needed
)

// The values that are examined, in this order.
const (
	CheckNetwork  = "network"
	CheckCorp     = "corp_id"
	CheckSecret   = "secret"
	CheckIP       = "trusted_ip"
	CheckAgent    = "agent_id"
	CheckRange    = "range"
	CheckContact  = "contact"
	CheckStaff    = "staff"
	CheckClock    = "clock"
	CheckAddress  = "address"
	CheckCallback = "callback"
	CheckEvents   = "events"
	CheckDomain   = "domain"
)

// Check is one line of an examination: a value, how it stands, what was found and what is to be done about it.
type Check struct {
	Name               string
	State              Standing
	FoundZh, FoundEn   string
	RemedyZh, RemedyEn string // "" nothing
}

// Site is how this server stands to the world.
type Site struct {
	Address string // under which others reach it: scheme and host alone
	Path    string // of the callback address
	LastAt  int64  // ms of the last callback that was taken in, 0 none
}

// examination looks at the values of one account, one after the other.
type examination struct {
	office  *Office
	account Account // its secrets open
	site    Site
	client  *Client
	heard   *dated
	checks  []Check
}

// Examine looks at every value of the account by itself, in the order in which they depend on each other, and says which one is
// wrong and what to do. Nothing is stored, and no token but its own is used. It calls WeCom and our own public address, and so
// takes some seconds; ErrUnset while there is no account.
func (o *Office) Examine(ctx context.Context, site Site) ([]Check, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return nil, err
	}
	if db.Inside(ctx) {
		return nil, errInside
	}
	if err := site.check(); err != nil {
		return nil, err
	}
	a, err := org.Structured(ctx, o.db.Read(), setting, Account{})
	if err != nil {
		return nil, err
	}
	if a.Corp == "" {
		return nil, ErrUnset
	}
	if err := o.unseal(&a); err != nil {
		return nil, err
	}
	connections, err := NewHTTP(a.Proxy)
	if err != nil {
		return nil, err
	}
	connections.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	heard := &dated{next: connections.Transport, now: o.db.Clock().Now}
	connections.Transport = heard
	x := &examination{office: o, account: a, site: site, heard: heard,
		client: &Client{Base: a.Base, Corp: a.Corp, Secret: a.Secret, HTTP: connections, Gate: NewGate(o.db.Clock())}}
	if err := x.server(ctx); err != nil {
		return nil, err
	}
	x.clock()
	return x.checks, x.ourselves(ctx)
}

// add notes a line. found and remedy are each Chinese and English, filled in with the same arguments.
func (x *examination) add(name string, s Standing, found, remedy [2]string, args ...any) {
	c := Check{Name: name, State: s, FoundZh: found[0], FoundEn: found[1], RemedyZh: remedy[0], RemedyEn: remedy[1]}
	if len(args) > 0 {
		c.FoundZh, c.FoundEn = fmt.Sprintf(found[0], args...), fmt.Sprintf(found[1], args...)
	}
	x.checks = append(x.checks, c)
}

func (x *examination) sound(name, zh, en string, args ...any) {
	x.add(name, Sound, [2]string{zh, en}, [2]string{}, args...)
}

// skip notes values that cannot be judged yet.
func (x *examination) skip(names ...string) {
	for _, name := range names {
		x.add(name, Unasked, [2]string{"要等上面的错误改好才能检查", "It cannot be judged before what is wrong above is mended"}, [2]string{})
	}
}

// blame notes that WeCom refused because of a value.
func (x *examination) blame(name string, err error) {
	f := fault.Of(explain(err))
	c := Check{Name: name, State: Wrong, FoundZh: f.Zh, FoundEn: f.En}
	for _, field := range f.Fields {
		c.RemedyZh, c.RemedyEn = field.Zh, field.En
	}
	x.checks = append(x.checks, c)
}

// server asks WeCom: for a token by corp id and secret, and with it about the application and its members.
func (x *examination) server(ctx context.Context) error {
	token, _, err := x.client.fetch(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !x.signedIn(err) {
		x.skip(CheckAgent, CheckRange, CheckContact, CheckStaff)
		return nil
	}
	x.client.Tokens = oneToken(token)
	var agent Agent
	var refusedAgent error
	if x.account.Agent != "" {
		agent, refusedAgent = x.client.Agent(ctx, x.account.Agent)
	}
	members, refusedMembers := x.client.Members(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, err := range []error{refusedAgent, refusedMembers} {
		if refused(err, codeAddress) {
			x.blame(CheckIP, err)
			x.skip(CheckAgent, CheckRange, CheckContact, CheckStaff)
			return nil
		}
	}
	x.sound(CheckIP, "企业微信接受这台服务器的出口地址", "WeCom takes calls from this server's address")
	x.agent(ctx, agent, refusedAgent)
	return x.members(ctx, members, refusedMembers)
}

// signedIn judges corp id and secret by how asking for a token went, and tells whether there is one.
func (x *examination) signedIn(err error) bool {
	var r *Refusal
	switch {
	case err == nil:
		x.sound(CheckNetwork, "连得上企业微信", "WeCom can be reached")
		x.sound(CheckCorp, "%s 是有效的企业 ID", "%s is the id of a company", x.account.Corp)
		x.sound(CheckSecret, "Secret 有效", "The secret is valid")
		return true
	case !errors.As(err, &r):
		f := fault.Of(err)
		x.add(CheckNetwork, Wrong, [2]string{"没有收到企业微信的答复", "WeCom did not answer"}, [2]string{f.Zh, f.En})
		x.skip(CheckCorp, CheckSecret, CheckIP)
		return false
	}
	if slices.Contains([]int{codeBusy, codeRate, codeMany}, r.Code) { // nobody's value is wrong
		x.blame(CheckNetwork, err)
		x.skip(CheckCorp, CheckSecret, CheckIP)
		return false
	}
	x.sound(CheckNetwork, "连得上企业微信", "WeCom can be reached")
	switch r.Code {
	case codeCorp:
		x.blame(CheckCorp, err)
		x.skip(CheckSecret, CheckIP)
	case codeAddress:
		x.skip(CheckCorp, CheckSecret)
		x.blame(CheckIP, err)
	default:
		x.sound(CheckCorp, "%s 是有效的企业 ID", "%s is the id of a company", x.account.Corp)
		x.blame(CheckSecret, err)
		x.skip(CheckIP)
	}
	return false
}

// agent judges the application and whom it sees.
func (x *examination) agent(ctx context.Context, a Agent, err error) {
	switch {
	case x.account.Agent == "":
		x.add(CheckAgent, Wrong, [2]string{"没有填写 AgentId", "The agent id is missing"},
			[2]string{"在企业微信后台“应用管理”里打开这个应用，复制 AgentId", "open the application in WeCom's console and copy its agent id"})
		x.skip(CheckRange)
		return
	case err != nil:
		x.blame(CheckAgent, err)
		x.skip(CheckRange)
		return
	}
	x.sound(CheckAgent, "应用“%s”", "The application “%s”", a.Name)
	seen := map[string]bool{}
	for _, u := range a.Users {
		seen[u] = true
	}
	for _, d := range a.Departments {
		below, err := x.client.InDepartment(ctx, d)
		if err != nil {
			x.add(CheckRange, Doubtful, [2]string{"可见范围里有 %d 位成员和 %d 个部门，部门里的人数读不到", "%d members and %d departments are in the visible range; who is in the departments cannot be read"},
				pair(explain(err)), len(a.Users), len(a.Departments))
			return
		}
		for _, u := range below {
			seen[u] = true
		}
	}
	if len(seen) == 0 && a.Tags == 0 {
		x.add(CheckRange, Wrong, [2]string{"应用的可见范围里没有人", "Nobody is in the application's visible range"},
			[2]string{"在应用详情页的“可见范围”里加上要接待客户的成员或部门", "add the members or departments who look after customers under the application's visible range"})
		return
	}
	x.sound(CheckRange, "可见范围里有 %d 位成员", "%d members are in the visible range", len(seen))
}

// pair gives the words of an error for people, remedies first.
func pair(err error) [2]string {
	f := fault.Of(err)
	if len(f.Fields) > 0 {
		return [2]string{f.Fields[0].Zh, f.Fields[0].En}
	}
	return [2]string{f.Zh, f.En}
}

// members judges who may look after customers, and whether they are our staff.
func (x *examination) members(ctx context.Context, keys []string, err error) error {
	if err != nil {
		x.blame(CheckContact, err)
		x.skip(CheckStaff)
		return nil
	}
	if len(keys) == 0 {
		x.add(CheckContact, Wrong, [2]string{"没有一位成员有客户联系权限", "No member has the right of customer contact"},
			[2]string{"在企业微信后台“客户联系 → 权限配置”里加上成员，并确认他们在应用的可见范围里", "add members under customer contact → permissions, and see that they are in the application's visible range"})
		x.skip(CheckStaff)
		return nil
	}
	x.sound(CheckContact, "%d 位成员有客户联系权限", "%d members have the right of customer contact", len(keys))
	staff, err := x.staff(ctx)
	if err != nil {
		return err
	}
	with := map[string]bool{}
	var unknown, without []string
	for _, k := range keys {
		if with[k] = true; staff[k] == "" {
			unknown = append(unknown, k)
		}
	}
	for code, name := range staff {
		if !with[code] {
			without = append(without, name+"（"+code+"）")
		}
	}
	x.compared(len(keys)-len(unknown), unknown, without)
	return nil
}

// compared notes how members and staff fit together.
func (x *examination) compared(both int, unknown, without []string) {
	zh, en := []string{fmt.Sprintf("%d 位员工对得上", both)}, []string{fmt.Sprintf("%d of the staff are matched", both)}
	if len(without) > 0 {
		zh = append(zh, "没有客户联系权限的员工："+few(without))
		en = append(en, "staff without the right of customer contact: "+few(without))
	}
	if len(unknown) > 0 {
		zh = append(zh, "企业微信里有、员工里没有的账号："+few(unknown))
		en = append(en, "user ids that no member of staff has as a code: "+few(unknown))
	}
	s, remedy := Sound, [2]string{}
	if len(unknown)+len(without) > 0 || both == 0 {
		s, remedy = Doubtful, [2]string{"员工的编号要与企业微信账号相同：在“设置 → 员工”里改编号或新增员工；缺权限的在企业微信后台“客户联系 → 权限配置”里加上",
			"a member of staff's code is the WeCom user id: set it or add the person under Settings → Staff; who lacks the right is added in WeCom under customer contact → permissions"}
	}
	x.add(CheckStaff, s, [2]string{strings.Join(zh, "；"), strings.Join(en, "; ")}, remedy)
}

// few writes the first of a list, in order, and how many there are.
func few(list []string) string {
	list = distinct(list)
	const most = 12
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:most], ", ") + fmt.Sprintf(" … (%d)", len(list))
}

// staff gives the names of everybody who works here and has a code, by code.
func (x *examination) staff(ctx context.Context) (map[string]string, error) {
	ctx = org.Owner(ctx, "wecom.examine")
	out := map[string]string{}
	for after := org.StaffID(0); ; {
		page, err := x.office.org.ListStaff(ctx, org.StaffQuery{After: after, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, s := range page.Items {
			if after = s.ID; s.Code != "" {
				out[s.Code] = s.Name
			}
		}
		if page.Next == "" {
			return out, nil
		}
	}
}

// mostDrift is from when on the server's clock is said to be off, before callbacks are refused for it.
const mostDrift = time.Minute

// clock compares our time with the server's.
func (x *examination) clock() {
	window := defaultWindow
	if x.account.Window > 0 {
		window = time.Duration(x.account.Window) * time.Second
	}
	theirs, err := http.ParseTime(x.heard.date)
	if err != nil {
		x.add(CheckClock, Unasked, [2]string{"没有收到可以比对的时间", "There is no time to compare with"}, [2]string{})
		return
	}
	drift := x.heard.at.Sub(theirs).Truncate(time.Second)
	found, remedy := [2]string{"与企业微信相差 %d 秒", "%d seconds from WeCom's clock"},
		[2]string{"打开这台服务器的自动校时（NTP）：相差太多时回调会被拒绝", "switch on time synchronisation (NTP) of this server: callbacks are refused when the difference is large"}
	switch away := drift.Abs(); {
	case away >= window:
		x.add(CheckClock, Wrong, found, remedy, int64(drift.Seconds()))
	case away > mostDrift:
		x.add(CheckClock, Doubtful, found, remedy, int64(drift.Seconds()))
	default:
		x.add(CheckClock, Sound, found, [2]string{}, int64(drift.Seconds()))
	}
}

// dated notes the Date of the first answer, and when it was heard.
type dated struct {
	next http.RoundTripper
	now  func() time.Time
	date string
	at   time.Time
}

// RoundTrip implements http.RoundTripper. An examination makes one call at a time.
func (d *dated) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := d.next.RoundTrip(r)
	if err == nil && d.date == "" {
		d.date, d.at = answer.Header.Get("Date"), d.now()
	}
	return answer, err
}

// oneToken is the token of an examination: fetched by it, and by nobody else's leave.
type oneToken string

// Token implements Tokens.
func (t oneToken) Token(ctx context.Context, stale string, fetch Fetch) (string, error) {
	if stale == "" {
		return string(t), nil
	}
	fresh, _, err := fetch(ctx)
	return fresh, err
}

var (
	_ Tokens            = oneToken("")
	_ http.RoundTripper = (*dated)(nil)
)
